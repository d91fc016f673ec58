package org.linkagehub.qa.synthetic;

/** The sixteen ethnic categories of 2001 as the NHS codes them, and their five groups. */
enum EthnicCategory {
  A(EthnicGroup.WHITE),
  B(EthnicGroup.WHITE),
  C(EthnicGroup.WHITE),
  D(EthnicGroup.MIXED),
  E(EthnicGroup.MIXED),
  F(EthnicGroup.MIXED),
  G(EthnicGroup.MIXED),
  H(EthnicGroup.ASIAN),
  J(EthnicGroup.ASIAN),
  K(EthnicGroup.ASIAN),
  L(EthnicGroup.ASIAN),
  M(EthnicGroup.BLACK),
  N(EthnicGroup.BLACK),
  P(EthnicGroup.BLACK),
  R(EthnicGroup.OTHER),
  S(EthnicGroup.OTHER);

  private final EthnicGroup group;

  EthnicCategory(EthnicGroup group) {
    this.group = group;
  }

  EthnicGroup group() {
    return group;
  }

  /** The category of a child: the parents' own, or a mixed one. */
  static EthnicCategory ofChild(EthnicCategory one, EthnicCategory other, HashRandom random) {
    if (one.group == other.group) {
      return random.chance(0.5) ? one : other;
    }
    boolean white = one.group == EthnicGroup.WHITE || other.group == EthnicGroup.WHITE;
    EthnicCategory second = one.group == EthnicGroup.WHITE ? other : one;
    if (white && second == M) {
      return D;
    }
    if (white && second == N) {
      return E;
    }
    return white && second.group == EthnicGroup.ASIAN ? F : G;
  }
}
