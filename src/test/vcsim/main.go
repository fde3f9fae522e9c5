// Command vcsim is the vCenter peer of Slipway's tests: the govmomi simulator
// with the parts of vCenter's behaviour that Slipway depends on and that the
// stock simulator leaves out. It prints one line of JSON when it is ready and
// lives as long as its standard input is open.
package main

import (
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	log.SetOutput(os.Stderr)
	log.SetPrefix("vcsim: ")

	opts, err := parseFlags(os.Args[1:], os.Stderr)
	if err == flag.ErrHelp {
		os.Exit(0)
	} else if err != nil {
		os.Exit(2) // the flag package has already said why
	}

	if opts.read != "" {
		if err := read(opts.read, opts.username, opts.password); err != nil {
			log.Fatal(err)
		}
		return
	}
	p, err := start(opts)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(p.announcement()); err != nil {
		log.Print(err)
	}

	done := make(chan os.Signal, 2)
	signal.Notify(done, syscall.SIGTERM, os.Interrupt)
	go func() {
		// The parent holds the other end of this pipe; when the test JVM dies,
		// however it dies, the read ends and so does this process.
		_, _ = io.Copy(io.Discard, os.Stdin)
		done <- syscall.SIGTERM
	}()
	<-done
	p.removeFiles() // not Close: that would wait for clients still waiting for updates
}
