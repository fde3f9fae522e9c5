package dev.slipway.vsphere;

import com.vmware.vim25.VimPortType;
import java.rmi.RemoteException;
import org.jspecify.annotations.Nullable;

/** One or more calls of the stub, whose faults {@link VSphereSession#call} puts into words. */
@FunctionalInterface
interface VimCall<T extends @Nullable Object> {
  T run(VimPortType vim) throws RemoteException;
}
