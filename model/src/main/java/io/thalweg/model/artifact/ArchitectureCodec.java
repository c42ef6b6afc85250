package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.Architecture;
import io.thalweg.model.Cnn;
import io.thalweg.model.DcnV2;
import io.thalweg.model.DeepFm;
import io.thalweg.model.Dlrm;
import io.thalweg.model.Experts;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Gru;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.WideAndDeep;
import io.thalweg.model.WideAndDeep.Cross;
import java.util.ArrayList;
import java.util.List;

/**
 * A network as fields of the {@code spec} object: {@code hidden}, its dense layers, and {@code
 * architecture} for what else there is to say; of an MLP nothing. What format 2 didn't know is
 * written only where it is there. Stateless.
 */
final class ArchitectureCodec {
  private static final String WIDE_AND_DEEP = "wide-and-deep";
  private static final String DCN_V2 = "dcn-v2";
  private static final String DEEPFM = "deepfm";
  private static final String DLRM = "dlrm";
  private static final String CNN = "cnn";
  private static final String GRU = "gru";
  private static final String EXPERTS = "experts";
  private static final String BLOCK = "block";

  private ArchitectureCodec() {}

  static void encode(Architecture architecture, ObjectNode to) {
    if (architecture instanceof FineTuned f) {
      encode(f.base(), to);
      FineTuningCodec.encode(f, to.putObject("fineTuning"));
      return;
    }
    LayerCodec.encode(architecture.hidden(), to.putArray("hidden"));
    if (architecture instanceof WideAndDeep w) {
      ArrayNode crosses =
          to.putObject("architecture").put("type", WIDE_AND_DEEP).putArray("crosses");
      w.crosses().forEach(c -> crosses.addArray().add(c.first()).add(c.second()));
    } else if (architecture instanceof DcnV2 d) {
      to.putObject("architecture")
          .put("type", DCN_V2)
          .put("crossLayers", d.crossLayers())
          .put("rank", d.rank())
          .put("structure", Json.lowerCase(d.structure()));
    } else if (architecture instanceof DeepFm) {
      to.putObject("architecture").put("type", DEEPFM);
    } else if (architecture instanceof Dlrm d) {
      ObjectNode dlrm = to.putObject("architecture").put("type", DLRM);
      LayerCodec.encode(d.bottom(), dlrm.putArray("bottom"));
    } else if (architecture instanceof Cnn c) {
      LayerCodec.encode(c, to.putObject("architecture").put("type", CNN));
    } else if (architecture instanceof Gru g) {
      ObjectNode gru = to.putObject("architecture").put("type", GRU).put("units", g.units());
      g.sequence().forEach(gru.putArray("sequence")::add);
    } else if (architecture instanceof Experts e) {
      to.putObject("architecture")
          .put("type", EXPERTS)
          .put("count", e.count())
          .put("lateral", e.lateral());
    } else if (architecture instanceof OwnNetwork n) {
      to.putObject("architecture").put("type", BLOCK).put("class", n.className());
    }
  }

  static Architecture decode(Json from) throws ArtifactException {
    Architecture base = decodeBase(from);
    return from.optional("fineTuning") == null
        ? base
        : FineTuningCodec.decode(base, from.object("fineTuning"));
  }

  private static Architecture decodeBase(Json from) throws ArtifactException {
    List<Dense> hidden = LayerCodec.decode(from.field("hidden"));
    if (from.optional("architecture") == null) {
      return new Mlp(hidden);
    }
    Json architecture = from.object("architecture");
    String type = architecture.text("type");
    return switch (type) {
      case WIDE_AND_DEEP -> new WideAndDeep(hidden, crosses(architecture.field("crosses")));
      case DCN_V2 ->
          new DcnV2(
              architecture.integer("crossLayers"),
              architecture.integer("rank"),
              architecture.oneOf(DcnV2.Structure.class, "structure"),
              hidden);
      case DEEPFM -> new DeepFm(hidden);
      case DLRM -> new Dlrm(LayerCodec.decode(architecture.field("bottom")), hidden);
      case CNN -> LayerCodec.decodeCnn(architecture, hidden);
      case GRU ->
          new Gru(
              FineTuningCodec.names(architecture.field("sequence")),
              architecture.integer("units"),
              hidden);
      case EXPERTS ->
          new Experts(hidden, architecture.integer("count"), architecture.bool("lateral"));
      case BLOCK -> OwnNetwork.named(architecture.text("class"));
      default ->
          throw new ArtifactException(
              "%s.type: unknown value '%s'".formatted(architecture.path(), type));
    };
  }

  private static List<Cross> crosses(Json from) throws ArtifactException {
    List<Cross> crosses = new ArrayList<>();
    for (Json pair : from.elements()) {
      List<Json> names = pair.elements();
      if (names.size() != 2) {
        throw new ArtifactException("%s: want two features".formatted(pair.path()));
      }
      crosses.add(new Cross(names.get(0).asText(), names.get(1).asText()));
    }
    return crosses;
  }

  /** Whether a reader of format 2 understands it. */
  static boolean isOfFormat2(Architecture architecture) {
    return architecture instanceof Mlp m
        && m.hidden().stream()
            .allMatch(
                layer ->
                    layer.isPlain()
                        && (layer.activation() == Activation.RELU
                            || layer.activation() == Activation.TANH));
  }
}
