package org.linkagehub.core.cluster;

import java.util.Arrays;

/**
 * Disjoint sets of 64-bit keys that grow together as pairs of keys are joined.
 *
 * <p>The representative of a set is its smallest key, so the answer does not depend on the order of
 * the pairs. Keys live in primitive arrays with an open-addressing index: 24 to 32 bytes a key, and
 * half as much again for the moment in which the arrays grow. A call costs amortised O(log n), in
 * practice a few memory reads.
 *
 * <p>Not safe for use by several threads.
 *
 * <p>Source: path halving, Tarjan and van Leeuwen (1984), "Worst-case Analysis of Set Union
 * Algorithms", Journal of the ACM 31(2); a root is linked below the root of smaller key.
 */
public final class UnionFind {
  private final KeyIndex index;
  private int[] parents;

  /** The keys of the set below each root. */
  private int[] sizes;

  private int components;

  /**
   * An empty collection of sets.
   *
   * @param expectedKeys room made from the start; more keys may come
   */
  public UnionFind(int expectedKeys) {
    index = new KeyIndex(expectedKeys);
    parents = new int[index.room()];
    sizes = new int[index.room()];
  }

  /** Adds a key as a set of its own; does nothing if it is known. */
  public void add(long key) {
    position(key);
  }

  /**
   * Joins the sets of two keys, adding keys not seen before.
   *
   * @return whether they were apart
   */
  public boolean union(long left, long right) {
    int leftRoot = root(position(left));
    int rightRoot = root(position(right));
    if (leftRoot == rightRoot) {
      return false;
    }
    if (index.keyAt(leftRoot) < index.keyAt(rightRoot)) {
      parents[rightRoot] = leftRoot;
      sizes[leftRoot] += sizes[rightRoot];
    } else {
      parents[leftRoot] = rightRoot;
      sizes[rightRoot] += sizes[leftRoot];
    }
    components--;
    return true;
  }

  /** The smallest key of the key's set; the key itself if it was never added. */
  public long representative(long key) {
    int position = index.find(key);
    return position < 0 ? key : index.keyAt(root(position));
  }

  /** Whether two keys are in one set; a key that was never added is alone. */
  public boolean connected(long left, long right) {
    return representative(left) == representative(right);
  }

  /** The number of distinct keys. */
  public int size() {
    return index.size();
  }

  /** The number of sets. */
  public int components() {
    return components;
  }

  /**
   * The key at a position; positions follow the order in which keys were first seen.
   *
   * @param position from 0 to {@link #size()} - 1
   */
  public long keyAt(int position) {
    return index.keyAt(checked(position));
  }

  /** The smallest key of the set of the key at a position. */
  public long representativeAt(int position) {
    return index.keyAt(root(checked(position)));
  }

  /** The number of keys in the set of the key at a position. */
  public int sizeAt(int position) {
    return sizes[root(checked(position))];
  }

  private int checked(int position) {
    if (position < 0 || position >= index.size()) {
      throw new IndexOutOfBoundsException("position " + position + " of " + index.size() + " keys");
    }
    return position;
  }

  private int root(int position) {
    int at = position;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** The position of a key, added if it is new. */
  private int position(long key) {
    int before = index.size();
    int position = index.add(key);
    if (index.size() > before) {
      if (parents.length < index.room()) {
        parents = Arrays.copyOf(parents, index.room());
        sizes = Arrays.copyOf(sizes, index.room());
      }
      parents[position] = position;
      sizes[position] = 1;
      components++;
    }
    return position;
  }
}
