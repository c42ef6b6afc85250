package io.thalweg.schemas;

/** Default names of the topics that Thalweg writes. */
public final class Topics {
  /** The commit log of released versions; one partition. */
  public static final String MODELS = "models";

  /** Where a pipeline's refused records go. */
  public static String deadLetters(String sourceTopic) {
    return sourceTopic + ".dead-letters";
  }

  /** What the aliases of the models on a commit log of releases name; one partition, compacted. */
  public static String aliases(String modelsTopic) {
    return modelsTopic + ".aliases";
  }

  /** What the processes that learn say of themselves, for consoles; one partition. */
  public static String figures(String modelsTopic) {
    return modelsTopic + ".figures";
  }

  /** Where servers send what a model has answered. */
  public static String predictions(String model) {
    return model + ".predictions";
  }

  /** Whom a pipeline is to forget. */
  public static String erasures(String pipeline) {
    return pipeline + ".erase";
  }

  private Topics() {}
}
