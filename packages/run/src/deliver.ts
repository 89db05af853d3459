// Delivering what runs have left on disk: the second entry of this package, because it loads more than starting a program needs.
export { adoptOrphans, type AdoptOptions } from './deliver/adopt-orphans.ts';
export { type DeliverOptions, type DeliverResult, deliverSpool } from './deliver/deliver-spool.ts';
