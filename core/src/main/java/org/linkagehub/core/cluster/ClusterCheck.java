package org.linkagehub.core.cluster;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Proves in memory that clusters are sound, and, given the links, that they are the connected
 * components of those: each record in one cluster, each cluster named by its smallest key, no link
 * from one cluster to another, and each cluster held together by links.
 *
 * <p>Add records and members in any order, then links. Takes 40 to 60 bytes a record.
 */
public final class ClusterCheck {
  private static final int NONE = -1;
  private static final byte RECORD = 1;

  private final KeyIndex index = new KeyIndex(1 << 10);

  /** The position of the cluster's id; {@link #NONE} for a key that is in no cluster. */
  private int[] clusters;

  private int[] parents;

  /** Records of the cluster that a key names. */
  private int[] sizes;

  /** How many of those records links have joined: a cluster of n records needs n - 1. */
  private int[] joined;

  private byte[] flags;

  private long repeatedRecords;
  private long repeatedMembers;
  private long strangeLinks;
  private long crossingLinks;

  /** Nothing to check yet. */
  public ClusterCheck() {
    clusters = new int[index.room()];
    parents = new int[index.room()];
    sizes = new int[index.room()];
    joined = new int[index.room()];
    flags = new byte[index.room()];
  }

  /**
   * What was found; of sound clusters all but the first four are 0.
   *
   * @param records that are in a cluster
   * @param clusters distinct clusters
   * @param clustersOfOne clusters of a single record
   * @param largestCluster records of the largest
   * @param missing records that are in no cluster
   * @param strangers keys in clusters that are no records
   * @param repeated rows that repeat a record
   * @param misnamed clusters that are not named by their smallest key
   * @param strangeLinks links that name a key which is in no cluster
   * @param crossingLinks links from one cluster to another
   * @param fallenApart clusters that links do not hold together; meaningless without links
   */
  public record Result(
      long records,
      long clusters,
      long clustersOfOne,
      long largestCluster,
      long missing,
      long strangers,
      long repeated,
      long misnamed,
      long strangeLinks,
      long crossingLinks,
      long fallenApart)
      implements Serializable {}

  /** Adds a record that ought to be in a cluster. */
  public void record(long key) {
    int position = position(key);
    if (flags[position] == RECORD) {
      repeatedRecords++;
    }
    flags[position] = RECORD;
  }

  /** Adds a key with its cluster. */
  public void member(long key, long cluster) {
    int position = position(key);
    int named = position(cluster);
    if (clusters[position] != NONE) {
      repeatedMembers++;
      return;
    }
    clusters[position] = named;
    sizes[named]++;
  }

  /** Adds a link, after all members; in either direction, repeats allowed. */
  public void link(long left, long right) {
    int one = index.find(left);
    int other = index.find(right);
    if (one < 0 || other < 0 || clusters[one] == NONE || clusters[other] == NONE) {
      strangeLinks++;
    } else if (clusters[one] != clusters[other]) {
      crossingLinks++;
    } else {
      int oneRoot = root(one);
      int otherRoot = root(other);
      if (oneRoot != otherRoot) {
        parents[oneRoot] = otherRoot;
        joined[clusters[one]]++;
      }
    }
  }

  /** What was found. */
  public Result result() {
    long records = 0;
    long missing = 0;
    long strangers = 0;
    boolean[] misnamed = new boolean[index.size()];
    for (int position = 0; position < index.size(); position++) {
      boolean isMember = clusters[position] != NONE;
      boolean isRecord = flags[position] == RECORD;
      records += isMember && isRecord ? 1 : 0;
      missing += isRecord && !isMember ? 1 : 0;
      strangers += isMember && !isRecord ? 1 : 0;
      if (isMember && index.keyAt(position) < index.keyAt(clusters[position])) {
        misnamed[clusters[position]] = true;
      }
    }
    long count = 0;
    long ofOne = 0;
    long largest = 0;
    long wrongNames = 0;
    long fallenApart = 0;
    for (int cluster = 0; cluster < index.size(); cluster++) {
      if (sizes[cluster] > 0) {
        count++;
        ofOne += sizes[cluster] == 1 ? 1 : 0;
        largest = Math.max(largest, sizes[cluster]);
        wrongNames += misnamed[cluster] || clusters[cluster] != cluster ? 1 : 0;
        fallenApart += joined[cluster] < sizes[cluster] - 1 ? 1 : 0;
      }
    }
    return new Result(
        records,
        count,
        ofOne,
        largest,
        missing,
        strangers,
        repeatedMembers + repeatedRecords,
        wrongNames,
        strangeLinks,
        crossingLinks,
        fallenApart);
  }

  private int root(int position) {
    int at = position;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  private int position(long key) {
    int before = index.size();
    int position = index.add(key);
    if (index.size() > before) {
      if (clusters.length < index.room()) {
        clusters = Arrays.copyOf(clusters, index.room());
        parents = Arrays.copyOf(parents, index.room());
        sizes = Arrays.copyOf(sizes, index.room());
        joined = Arrays.copyOf(joined, index.room());
        flags = Arrays.copyOf(flags, index.room());
      }
      clusters[position] = NONE;
      parents[position] = position;
    }
    return position;
  }
}
