package io.thalweg.collective;

import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.hierarchical.SaidProcesses;
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
  },
  HIERARCHICAL {
    @Override
    public Endpoint open() {
      return SaidProcesses.open(TCP.open());
    }
  };

  public abstract Endpoint open();
}
