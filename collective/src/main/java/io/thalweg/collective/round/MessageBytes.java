package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToCoordinator.Leave;
import io.thalweg.collective.round.ToCoordinator.Progress;
import io.thalweg.collective.round.ToCoordinator.Vote;
import io.thalweg.collective.round.ToMember.Abort;
import io.thalweg.collective.round.ToMember.Commit;
import io.thalweg.collective.round.ToMember.Expel;
import io.thalweg.collective.round.ToMember.Form;
import io.thalweg.collective.round.ToMember.Start;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as bytes, version 1: a version byte, a type byte, then the record's components in their
 * order as {@link java.io.DataOutput} writes them; a generation is two longs, a duration
 * nanoseconds, something absent a false. Threads: stateless.
 */
final class MessageBytes {
  static final int VERSION = 1;
  private static final int MAX_MEMBERS = 10_000;

  private MessageBytes() {}

  static byte[] of(ToCoordinator message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = begin(bytes);
    if (message instanceof Progress progress) {
      out.writeByte('P');
      write(out, progress.address());
      write(out, progress.base());
      Generation generation = progress.generation();
      out.writeBoolean(generation != null);
      if (generation != null) {
        write(out, generation);
      }
      out.writeLong(progress.openExamples());
    } else if (message instanceof Vote vote) {
      out.writeByte('V');
      write(out, vote.generation());
      out.writeLong(vote.round());
      out.writeUTF(vote.resultSha256());
      out.writeLong(vote.examples());
    } else if (message instanceof Failed failed) {
      out.writeByte('F');
      write(out, failed.generation());
      out.writeLong(failed.round());
      writeText(out, failed.why());
      out.writeInt(failed.suspectRank());
    } else {
      out.writeByte('L');
    }
    return bytes.toByteArray();
  }

  static ToCoordinator toCoordinator(byte[] bytes) throws IOException {
    DataInputStream in = open(bytes);
    int type = in.readByte();
    return switch (type) {
      case 'P' ->
          new Progress(
              readAddress(in),
              readBase(in),
              in.readBoolean() ? readGeneration(in) : null,
              in.readLong());
      case 'V' -> new Vote(readGeneration(in), in.readLong(), in.readUTF(), in.readLong());
      case 'F' -> new Failed(readGeneration(in), in.readLong(), in.readUTF(), in.readInt());
      case 'L' -> new Leave();
      default -> throw unknown(type);
    };
  }

  static byte[] of(ToMember message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = begin(bytes);
    if (message instanceof Form form) {
      out.writeByte('f');
      out.writeLong(form.number());
      write(out, form.membership());
      out.writeInt(form.rank());
      write(out, form.base());
      out.writeInt(form.sourceRank());
    } else if (message instanceof Start start) {
      out.writeByte('s');
      write(out, start.generation());
      out.writeLong(start.round());
      write(out, start.base());
      out.writeLong(start.timeout().toNanos());
    } else if (message instanceof Commit commit) {
      out.writeByte('c');
      out.writeLong(commit.round());
      out.writeUTF(commit.resultSha256());
    } else if (message instanceof Abort abort) {
      out.writeByte('a');
      out.writeLong(abort.round());
      writeText(out, abort.why());
    } else if (message instanceof Expel expel) {
      out.writeByte('e');
      writeText(out, expel.why());
    }
    return bytes.toByteArray();
  }

  static ToMember toMember(byte[] bytes) throws IOException {
    DataInputStream in = open(bytes);
    int type = in.readByte();
    return switch (type) {
      case 'f' ->
          new Form(in.readLong(), readMembership(in), in.readInt(), readBase(in), in.readInt());
      case 's' ->
          new Start(
              readGeneration(in), in.readLong(), readBase(in), Duration.ofNanos(in.readLong()));
      case 'c' -> new Commit(in.readLong(), in.readUTF());
      case 'a' -> new Abort(in.readLong(), in.readUTF());
      case 'e' -> new Expel(in.readUTF());
      default -> throw unknown(type);
    };
  }

  private static DataOutputStream begin(ByteArrayOutputStream bytes) throws IOException {
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(VERSION);
    return out;
  }

  private static DataInputStream open(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "message has format %d, this build reads %d".formatted(version, VERSION));
    }
    return in;
  }

  private static IOException unknown(int type) {
    return new IOException("message is of no known type: type=" + type);
  }

  /** A reason may be as long as a stack of causes; what matters stands in front. */
  private static void writeText(DataOutputStream out, String text) throws IOException {
    out.writeUTF(text.length() > 1_000 ? text.substring(0, 1_000) : text);
  }

  private static void write(DataOutputStream out, Generation generation) throws IOException {
    out.writeLong(generation.high());
    out.writeLong(generation.low());
  }

  private static Generation readGeneration(DataInputStream in) throws IOException {
    return new Generation(in.readLong(), in.readLong());
  }

  private static void write(DataOutputStream out, Base base) throws IOException {
    out.writeLong(base.round());
    out.writeUTF(base.sha256());
  }

  private static Base readBase(DataInputStream in) throws IOException {
    return new Base(in.readLong(), in.readUTF());
  }

  private static void write(DataOutputStream out, Address address) throws IOException {
    out.writeUTF(address.host());
    out.writeInt(address.port());
    out.writeUTF(address.processId());
  }

  private static Address readAddress(DataInputStream in) throws IOException {
    return new Address(in.readUTF(), in.readInt(), in.readUTF());
  }

  private static void write(DataOutputStream out, Membership membership) throws IOException {
    write(out, membership.generation());
    out.writeInt(membership.worldSize());
    for (Member member : membership.members()) {
      write(out, new Address(member.host(), member.port(), member.processId()));
    }
  }

  private static Membership readMembership(DataInputStream in) throws IOException {
    Generation generation = readGeneration(in);
    int size = in.readInt();
    if (size < 1 || size > MAX_MEMBERS) {
      throw new IOException("membership is outside 1.." + MAX_MEMBERS + ": size=" + size);
    }
    List<Member> members = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      members.add(readAddress(in).at(rank));
    }
    return new Membership(generation, members);
  }
}
