module dev.slipway/vcsim

go 1.26.8

require github.com/vmware/govmomi v0.54.1 // indirect
