package io.thalweg.collective;

import io.thalweg.collective.transport.Transports;
import java.net.InetAddress;

/** The transports that every test of the contract runs over. */
public enum Transport {
  TCP {
    @Override
    public Endpoint open() {
      return Transports.tcp(InetAddress.getLoopbackAddress(), 0);
    }
  },
  IN_PROCESS {
    @Override
    public Endpoint open() {
      return Transports.inProcess();
    }
  };

  public abstract Endpoint open();
}
