package org.linkagehub.core.spark;

import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Brings arrays of bytes or numbers to the partition that each is meant for. */
final class ArrayShuffle {
  private ArrayShuffle() {}

  /**
   * The arrays, each in its partition.
   *
   * @param arrays each with the number of its partition
   * @param type of the arrays
   */
  static <T> JavaRDD<T> of(JavaPairRDD<Integer, T> arrays, int partitions, Class<T> type) {
    RDD<Tuple2<Integer, T>> sent = arrays.rdd();
    ClassTag<Integer> numbers = ClassTag$.MODULE$.apply(Integer.class);
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    ShuffledRDD<Integer, T, T> shuffled =
        new ShuffledRDD<>(sent, new ByNumber(partitions), numbers, tag, tag);
    // Java's own serialisation takes several times as long for an array.
    shuffled.setSerializer(new KryoSerializer(sent.sparkContext().conf()));
    return shuffled.toJavaRDD().map(Tuple2::_2);
  }

  /** The key is the number of the partition. */
  private static final class ByNumber extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int partitions;

    ByNumber(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object number) {
      return (Integer) number;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByNumber of && of.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return partitions;
    }
  }
}
