package io.thalweg.collective.mode;

import io.thalweg.collective.Communicator;
import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.Summation;
import io.thalweg.collective.World;
import io.thalweg.collective.mode.StalenessPolicy.BoundedStaleness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** Each mode as one rank would drive it, with plain SGD. */
enum Mode {
  SYNCHRONOUS {
    @Override
    float[] train(Communicator communicator, Summation summation, Problem problem)
        throws Exception {
      int[] step = {0};
      SynchronousReplica replica =
          new SynchronousReplica(
              problem.initial(),
              (parameters, gradient) ->
                  descend(parameters, gradient, problem.learningRate(step[0])));
      RoundReduction reduction = new RoundReduction(communicator, GuardLimits.finite(), summation);
      for (step[0] = 0; step[0] < problem.steps(); step[0]++) {
        replica.learned(
            problem.gradient(communicator.rank(), step[0], replica.parametersView()),
            problem.examples(communicator.rank()));
        reduction.run(replica, step[0], World.PATIENCE);
      }
      return replica.parametersView();
    }
  },

  PERIODIC {
    @Override
    float[] train(Communicator communicator, Summation summation, Problem problem)
        throws Exception {
      return periodic(communicator, summation, problem, OuterOptimizer.averaging());
    }
  },

  /** As periodic averaging, to the bit. */
  OUTER_WITHOUT_MOMENTUM {
    @Override
    float[] train(Communicator communicator, Summation summation, Problem problem)
        throws Exception {
      int length = problem.layout().length();
      return periodic(communicator, summation, problem, OuterOptimizer.nesterov(length, 1, 0));
    }
  },

  OUTER_NESTEROV {
    @Override
    float[] train(Communicator communicator, Summation summation, Problem problem)
        throws Exception {
      int length = problem.layout().length();
      return periodic(
          communicator, summation, problem, OuterOptimizer.nesterov(length, 0.7f, 0.5f));
    }
  },

  /** One round under way while the next one's steps are taken, whoever is faster. */
  ASYNCHRONOUS {
    @Override
    float[] train(Communicator communicator, Summation summation, Problem problem)
        throws Exception {
      LocalReplica replica = new LocalReplica(problem.initial(), OuterOptimizer.averaging());
      RoundReduction reduction =
          new RoundReduction(communicator, GuardLimits.finite().withMaxLateRounds(1), summation);
      Queue<Runnable> tasks = new ArrayDeque<>();
      AsynchronousRounds rounds =
          new AsynchronousRounds(
              replica,
              reduction,
              new BoundedStaleness(1),
              tasks::add,
              World.PATIENCE,
              World.PATIENCE);
      for (int step = 0; step < problem.steps(); step++) {
        learn(replica, communicator.rank(), step, problem);
        if (step % LOCAL_STEPS == LOCAL_STEPS - 1) {
          if (!tasks.isEmpty()) {
            tasks.remove().run();
          }
          rounds.boundary();
          rounds.round(step);
        }
      }
      tasks.remove().run();
      rounds.applyEnded();
      return replica.baseView();
    }
  },

  /** The highest rank is ready for every third round only. */
  STRAGGLING {
    @Override
    float[] train(Communicator communicator, Summation summation, Problem problem)
        throws Exception {
      LocalReplica replica = new LocalReplica(problem.initial(), OuterOptimizer.averaging());
      RoundReduction reduction =
          new RoundReduction(communicator, GuardLimits.finite().withMaxLateRounds(2), summation);
      Queue<Runnable> tasks = new ArrayDeque<>();
      AsynchronousRounds rounds =
          new AsynchronousRounds(
              replica,
              reduction,
              new BoundedStaleness(2),
              tasks::add,
              Duration.ZERO,
              World.PATIENCE);
      boolean straggler = communicator.rank() == communicator.worldSize() - 1;
      for (int step = 0; step < problem.steps(); step++) {
        learn(replica, communicator.rank(), step, problem);
        int round = step / LOCAL_STEPS;
        if (step % LOCAL_STEPS == LOCAL_STEPS - 1) {
          if (!straggler || round % 3 == 2) {
            rounds.boundary();
          }
          rounds.round(round);
          tasks.remove().run();
        }
      }
      rounds.applyEnded();
      return replica.baseView();
    }
  };

  static final int LOCAL_STEPS = 5;

  /** The parameters that all ranks share in the end. */
  abstract float[] train(Communicator communicator, Summation summation, Problem problem)
      throws Exception;

  private static float[] periodic(
      Communicator communicator, Summation summation, Problem problem, OuterOptimizer outer)
      throws Exception {
    LocalReplica replica = new LocalReplica(problem.initial(), outer);
    RoundReduction reduction = new RoundReduction(communicator, GuardLimits.finite(), summation);
    for (int step = 0; step < problem.steps(); step++) {
      learn(replica, communicator.rank(), step, problem);
      if (step % LOCAL_STEPS == LOCAL_STEPS - 1) {
        reduction.run(replica, step, World.PATIENCE);
      }
    }
    return replica.baseView();
  }

  private static void learn(LocalReplica replica, int rank, int step, Problem problem) {
    float[] gradient = problem.gradient(rank, step, replica.parameters());
    descend(replica.parameters(), gradient, problem.learningRate(step));
    replica.learned(problem.examples(rank));
  }

  private static void descend(float[] parameters, float[] gradient, float learningRate) {
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] -= learningRate * gradient[i];
    }
  }
}
