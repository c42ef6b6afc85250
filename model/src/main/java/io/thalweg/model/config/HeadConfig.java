package io.thalweg.model.config;

import io.thalweg.model.Head;
import java.util.ArrayList;
import java.util.List;

/** The key {@code model.head}: a name, or a mapping with the name as its type. Stateless. */
final class HeadConfig {
  private static final int MAX_CLASSES = 1 << 16;
  private static final String HEADS =
      "binary, regression, {type: multiclass, classes: N} with N from 2 to 65536,"
          + " {type: multilabel, labels: N} or {type: multilabel, labels: [sports, politics]},"
          + " {type: quantile, quantiles: [0.1, 0.5, 0.9]} or {type: huber, delta: 1}";

  private static final String LABELS =
      "how many, from 2 to %d, or a list of so many names".formatted(Head.Multilabel.MAX_LABELS);
  private static final String NAME =
      "a label's has 1 to 64 characters, none of them a comma or a semicolon";

  private HeadConfig() {}

  static Head read(ConfigNode model) {
    ConfigNode node = model.required("head", HEADS);
    ConfigNode type = node.isScalar() ? node : node.required("type", HEADS);
    return switch (type.string()) {
      case "binary" -> new Head.Binary();
      case "regression" -> new Head.Regression();
      case "multiclass" -> multiclass(mapping(node));
      case "multilabel" -> multilabel(mapping(node).required("labels", LABELS));
      case "quantile" -> quantile(mapping(node).required("quantiles", "a list of quantiles"));
      case "huber" -> new Head.Huber(node.isScalar() ? 1 : node.doubleIn("delta", 1e-6, 1e9, 1));
      default -> throw type.refuse(HEADS);
    };
  }

  private static ConfigNode mapping(ConfigNode node) {
    if (node.isScalar()) {
      throw node.refuse(HEADS);
    }
    return node;
  }

  private static Head multilabel(ConfigNode labels) {
    if (labels.isScalar()) {
      return new Head.Multilabel((int) labels.longIn(2, Head.Multilabel.MAX_LABELS));
    }
    List<String> names = new ArrayList<>();
    for (ConfigNode element : labels.elements()) {
      String name = element.string();
      if (!Head.Multilabel.isName(name) || names.contains(name)) {
        throw element.refuse(
            "another name, because " + (names.contains(name) ? "a label has it already" : NAME));
      }
      names.add(name);
    }
    if (names.size() < 2 || names.size() > Head.Multilabel.MAX_LABELS) {
      throw labels.refuse(LABELS);
    }
    return new Head.Multilabel(names);
  }

  private static Head multiclass(ConfigNode node) {
    int atStart = node.intIn("classes", 2, MAX_CLASSES);
    return new Head.Multiclass(node.intIn("grow-to", atStart, MAX_CLASSES, atStart), atStart);
  }

  private static Head quantile(ConfigNode list) {
    List<Double> quantiles = new ArrayList<>();
    for (ConfigNode element : list.elements()) {
      quantiles.add(element.doubleIn(0, 1));
    }
    try {
      return new Head.Quantile(quantiles);
    } catch (IllegalArgumentException e) {
      throw list.refuse("rising numbers between 0 and 1, such as [0.1, 0.5, 0.9]");
    }
  }
}
