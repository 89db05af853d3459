package main
import ("log"; "sync"; "os")
func boom(m map[string]int) { m["a"] = 1 }
func main() {
  log.Println("starting")
  if len(os.Args) > 1 { var wg sync.WaitGroup; wg.Add(1); go func(){ wg.Wait() }(); wg.Wait() }
  boom(nil)
}
