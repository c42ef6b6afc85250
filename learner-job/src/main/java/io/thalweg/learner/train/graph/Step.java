package io.thalweg.learner.train.graph;

import java.util.List;

/** One operation of a network. Its places are fixed; how many rows they hold each pass says. */
interface Step {
  List<Value> inputs();

  Value output();

  void forward(Workspace on, int rows);

  /**
   * From the gradient of the output those of the parameters, and of the inputs that aren't given.
   * Never called where the output is given.
   */
  void backward(Workspace on, int rows);
}
