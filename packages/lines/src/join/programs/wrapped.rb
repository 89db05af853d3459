require 'logger'
l = Logger.new($stderr)
l.info("starting")
def inner; Integer("x"); end
def outer; inner; rescue => e; raise "wrapped"; end
begin; outer; rescue => e; l.error(e); end
l.error("plain error")
outer
