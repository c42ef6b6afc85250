package io.thalweg.learner.train.experts;

import io.thalweg.model.Experts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where in a flat vector each expert's tensors lie, and the gates. Immutable. */
public final class ExpertLayout {
  /** Of a model that isn't made of experts. */
  public static final ExpertLayout NONE =
      new ExpertLayout(new ExpertSpec(0, false), List.of(), List.of());

  private final ExpertSpec spec;
  private final List<List<Tensor>> tensors;
  private final List<Integer> gates;

  private ExpertLayout(ExpertSpec spec, List<List<Tensor>> tensors, List<Integer> gates) {
    this.spec = spec;
    this.tensors = tensors;
    this.gates = gates;
  }

  public static ExpertLayout of(ModelSpec model) {
    if (!(model.architecture() instanceof Experts experts)) {
      return NONE;
    }
    List<List<Tensor>> tensors = new ArrayList<>();
    List<Integer> gates = new ArrayList<>();
    List<Tensor> all = model.parameterLayout().tensors();
    for (int e = 0; e < experts.count(); e++) {
      int expert = e;
      tensors.add(all.stream().filter(t -> experts.isOf(expert, t.name())).toList());
      String gate = Experts.gate(e);
      gates.add(all.stream().filter(t -> t.name().equals(gate)).findFirst().orElseThrow().offset());
    }
    return new ExpertLayout(
        new ExpertSpec(experts.count(), experts.lateral()), List.copyOf(tensors), gates);
  }

  ExpertSpec spec() {
    return spec;
  }

  public int count() {
    return spec.count();
  }

  /** The tensors that are this expert's alone; its gate isn't among them. */
  List<Tensor> of(int expert) {
    return tensors.get(expert);
  }

  /** Opens one gate and shuts the others, in flat parameters. */
  public void choose(int expert, float[] parameters) {
    for (int e = 0; e < gates.size(); e++) {
      parameters[gates.get(e)] = e == expert ? 1 : 0;
    }
  }

  /** The last one whose gate is open. */
  int chosen(float[] parameters) {
    int chosen = 0;
    for (int e = 0; e < gates.size(); e++) {
      chosen = parameters[gates.get(e)] > 0 ? e : chosen;
    }
    return chosen;
  }

  /** How many have begun to learn, or could have: a bias that isn't 0 tells. */
  int known(float[] parameters) {
    int known = chosen(parameters) + 1;
    for (int e = known; e < count(); e++) {
      for (Tensor t : of(e)) {
        for (int i = 0; i < t.length() && t.name().endsWith(".bias"); i++) {
          known = parameters[t.offset() + i] != 0 ? e + 1 : known;
        }
      }
    }
    return known;
  }

  /**
   * Makes an expert in a flat vector what another is. It looks at the columns that the other looks
   * at, and at those between them not yet: so it says what the other says (Chen, Goodfellow and
   * Shlens, "Net2Net", 2016).
   *
   * @param to not before {@code from} where later ones look at earlier ones
   */
  public void copy(int from, int to, float[] vector) {
    List<Tensor> sources = of(from);
    for (Tensor t : of(to)) {
      String name = nameWithin(t);
      int length = 0;
      for (Tensor s : sources) {
        if (nameWithin(s).equals(name)) {
          length = s.length();
          System.arraycopy(vector, s.offset(), vector, t.offset(), length);
        }
      }
      Arrays.fill(vector, t.offset() + length, t.offset() + t.length(), 0);
    }
  }

  /** What comes behind {@code experts.K.}. */
  private static String nameWithin(Tensor t) {
    return t.name().substring(t.name().indexOf('.', t.name().indexOf('.') + 1));
  }

  /** Copies what belongs to all but one of them from a flat vector to another. */
  public void copyOthers(int expert, float[] from, float[] to) {
    for (int e = 0; e < count(); e++) {
      for (Tensor t : e == expert ? List.<Tensor>of() : of(e)) {
        System.arraycopy(from, t.offset(), to, t.offset(), t.length());
      }
    }
  }

  void clear(int expert, float[] vector) {
    of(expert).forEach(t -> Arrays.fill(vector, t.offset(), t.offset() + t.length(), 0));
  }

  /** An expert's elements of a flat vector, owned by the caller. */
  float[] cut(int expert, float[] vector) {
    float[] out = new float[of(expert).stream().mapToInt(Tensor::length).sum()];
    int at = 0;
    for (Tensor t : of(expert)) {
      System.arraycopy(vector, t.offset(), out, at, t.length());
      at += t.length();
    }
    return out;
  }

  /** Puts back what {@link #cut} took. */
  void paste(int expert, float[] part, float[] vector) {
    int at = 0;
    for (Tensor t : of(expert)) {
      System.arraycopy(part, at, vector, t.offset(), t.length());
      at += t.length();
    }
  }
}
