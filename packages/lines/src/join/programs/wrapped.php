<?php
function inner() { throw new InvalidArgumentException("bad"); }
function outer() { try { inner(); } catch (Exception $e) { throw new RuntimeException("wrapped", 0, $e); } }
error_log("starting");
outer();
