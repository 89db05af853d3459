// The standard set of grok patterns by name.
import { aws } from './aws.ts';
import { bacula } from './bacula.ts';
import { bind } from './bind.ts';
import { exim } from './exim.ts';
import { firewalls } from './firewalls.ts';
import { bro } from './bro.ts';
import { core } from './core.ts';
import { haproxy } from './haproxy.ts';
import { httpd } from './httpd.ts';
import { java } from './java.ts';
import { junos } from './junos.ts';
import { linuxSyslog } from './linux-syslog.ts';
import { maven } from './maven.ts';
import { mcollective } from './mcollective.ts';
import { mongodb } from './mongodb.ts';
import { nagios } from './nagios.ts';
import { postgresql } from './postgresql.ts';
import { rails } from './rails.ts';
import { redis } from './redis.ts';
import { ruby } from './ruby.ts';
import { squid } from './squid.ts';
import { zeek } from './zeek.ts';
import { parseDefinitions } from '../definitions.ts';

/** All standard patterns. A name of a later file wins. */
export const standardPatterns: ReadonlyMap<string, string> = parseDefinitions(
  [
    aws,
    bacula,
    bind,
    bro,
    exim,
    firewalls,
    core,
    haproxy,
    httpd,
    java,
    junos,
    linuxSyslog,
    maven,
    mcollective,
    mongodb,
    nagios,
    postgresql,
    rails,
    redis,
    ruby,
    squid,
    zeek,
  ].join('\n'),
);
