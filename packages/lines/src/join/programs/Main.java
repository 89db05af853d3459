import java.util.logging.*;
public class Main {
  static void inner() { throw new IllegalStateException("inner"); }
  static void outer() { try { inner(); } catch (Exception e) { RuntimeException r = new RuntimeException("outer\nsecond line", e); r.addSuppressed(new java.io.IOException("closing")); throw r; } }
  public static void main(String[] a) {
    Logger l = Logger.getLogger("app");
    l.info("starting");
    try { outer(); } catch (Exception e) { l.log(Level.SEVERE, "request failed", e); }
    l.warning("going on");
    outer();
  }
}
