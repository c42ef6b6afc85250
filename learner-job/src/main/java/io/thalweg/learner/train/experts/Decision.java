package io.thalweg.learner.train.experts;

/**
 * What a round decided.
 *
 * @param move what becomes of the experts
 * @param from who was chosen before
 * @param to who is chosen now
 * @param next where routing goes on from
 */
record Decision(Move move, int from, int to, Routing next) {
  enum Move {
    /** Too few rows to tell anything: they wait for those of the next round. */
    WAIT,
    /** The chosen one does as well as it used to. */
    STAY,
    /** It doesn't, and the next round will tell whether something is new. */
    SUSPECT,
    /** Something is new, and no column may go: the last one follows it. */
    FOLLOW,
    /** Something is new: a copy of the chosen one learns it. */
    ADD,
    /** Another expert does better by now. */
    RECALL
  }

  boolean isSwitch() {
    return from != to;
  }
}
