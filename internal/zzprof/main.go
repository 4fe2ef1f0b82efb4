package main
import ("context";"fmt";"os";"runtime";"runtime/pprof";"runtime/debug";"time";"lanyard/internal/app")
func main(){
 env:=[]string{"HOME=/tmp/uiperf/home","LANYARD_HOME=/tmp/uiperf/home/l","LANYARD_KEYCHAIN=file","LANYARD_KEYCHAIN_PASSPHRASE=x y z w"}
 runtime.MemProfileRate=512
 if len(os.Args)>1 { runtime.MemProfileRate=0; f,_:=os.Create("/tmp/uiperf/cpu.prof"); runtime.SetCPUProfileRate(2000); pprof.StartCPUProfile(f); defer pprof.StopCPUProfile()
  if os.Args[1]=="nogc" {debug.SetGCPercent(-1)}
  for i:=range 20 { t:=time.Now(); a:=app.New(app.Config{Environ:env,Home:"/tmp/uiperf/home",Now:time.Now}); e,err:=a.List(context.Background(),nil); fmt.Println(i,len(e),err,time.Since(t)) ; if os.Args[1]=="nogc"{runtime.GC()} }
  return }
 a:=app.New(app.Config{Environ:env,Home:"/tmp/uiperf/home",Now:time.Now})
 e,err:=a.List(context.Background(),nil)
 fmt.Println(len(e),err)
 runtime.GC();runtime.GC()
 var m runtime.MemStats; runtime.ReadMemStats(&m); fmt.Println("heap",m.HeapAlloc>>10,"KiB objects",m.HeapObjects)
 f,_:=os.Create("/tmp/uiperf/heap.prof"); pprof.WriteHeapProfile(f); f.Close()
 runtime.KeepAlive(a); runtime.KeepAlive(e)
}
