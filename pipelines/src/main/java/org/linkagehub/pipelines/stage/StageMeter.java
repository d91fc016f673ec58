package org.linkagehub.pipelines.stage;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Adds up what the tasks of each of our stages cost. The thread that runs a stage names it in a
 * local property, which Spark carries to every job that the thread, or a thread of its own, starts.
 */
final class StageMeter extends SparkListener {
  private static final String STAGE = "linkage.stage";
  private static final String DESCRIPTION = "spark.job.description";

  /** How Delta describes the jobs in which it reads its own log: their rows are none of ours. */
  private static final String DELTA = "Delta:";

  private static final String MARK = "linkage.mark";

  private final SparkContext context;
  private final Map<String, Totals> totalsByStage = new HashMap<>();
  private final Map<Integer, String> stageOfSparkStage = new HashMap<>();
  private final Set<Integer> bookkeeping = new HashSet<>();
  private final Map<Integer, CountDownLatch> marks = new HashMap<>();
  private final Map<Integer, Integer> markOfJob = new HashMap<>();
  private int lastMark;

  StageMeter(SparkContext context) {
    this.context = context;
  }

  /** From here on, the jobs of this thread belong to that stage. */
  void begin(String stage) {
    context.setLocalProperty(STAGE, stage);
    context.setJobDescription(stage);
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** Ends the stage and waits until all that its tasks reported is counted. */
  Totals end(String stage) {
    settle();
    context.setLocalProperty(STAGE, null);
    context.setJobDescription(null);
    long driver = heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    return soFar(stage).plus(Totals.NONE.withPeakHeap(driver));
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  /** What is known of a stage now. */
  synchronized Totals soFar(String stage) {
    return totalsByStage.getOrDefault(stage, Totals.NONE);
  }

  /**
   * Events arrive late, but in order: once that of an empty job of our own has come, all before it
   * have. Such a job has no tasks and costs nothing.
   */
  private void settle() {
    CountDownLatch seen = new CountDownLatch(1);
    int mark;
    synchronized (this) {
      mark = ++lastMark;
      marks.put(mark, seen);
    }
    context.setLocalProperty(MARK, Integer.toString(mark));
    try {
      JavaSparkContext.fromSparkContext(context).emptyRDD().count();
      // Not reached in time only if Spark drops events under load: then the figures fall short.
      seen.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.setLocalProperty(MARK, null);
    }
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    Properties properties = start.properties();
    if (properties == null) {
      return;
    }
    String mark = properties.getProperty(MARK);
    if (mark != null) {
      markOfJob.put(start.jobId(), Integer.valueOf(mark));
    }
    String stage = properties.getProperty(STAGE);
    if (stage != null) {
      boolean ofDelta = properties.getProperty(DESCRIPTION, "").startsWith(DELTA);
      start
          .stageIds()
          .foreach(
              id -> {
                if (ofDelta) {
                  bookkeeping.add((Integer) id);
                }
                return stageOfSparkStage.put((Integer) id, stage);
              });
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    Integer mark = markOfJob.remove(end.jobId());
    CountDownLatch seen = mark == null ? null : marks.remove(mark);
    if (seen != null) {
      seen.countDown();
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    String stage = stageOfSparkStage.get(submitted.stageInfo().stageId());
    if (stage != null) {
      add(stage, Totals.NONE.withTasks(submitted.stageInfo().numTasks(), 0));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    String stage = stageOfSparkStage.get(end.stageId());
    TaskMetrics metrics = end.taskMetrics();
    if (stage == null || metrics == null) {
      return;
    }
    boolean ours = !bookkeeping.contains(end.stageId());
    long read = ours ? metrics.inputMetrics().recordsRead() : 0;
    add(
        stage,
        new Totals(
            0,
            end.taskInfo().successful() ? 1 : 0,
            metrics.executorCpuTime() / 1e9,
            read,
            read + (ours ? metrics.shuffleReadMetrics().recordsRead() : 0),
            metrics.shuffleWriteMetrics().bytesWritten(),
            metrics.diskBytesSpilled(),
            metrics.peakExecutionMemory(),
            end.taskExecutorMetrics().getMetricValue("JVMHeapMemory")));
  }

  private void add(String stage, Totals more) {
    totalsByStage.merge(stage, more, Totals::plus);
  }

  /**
   * Sums over tasks.
   *
   * @param tasksSubmitted known so far; Spark plans as it goes, so more may come
   * @param tasksDone that succeeded
   * @param cpuSeconds of all tasks, failed ones too
   * @param recordsRead from tables and files
   * @param recordsHandled read from tables, files and exchanges
   * @param shuffleBytes written
   * @param spillBytes written to disk
   * @param peakTaskBytes the most execution memory of one task
   * @param peakHeapBytes the most heap of one virtual machine
   */
  record Totals(
      long tasksSubmitted,
      long tasksDone,
      double cpuSeconds,
      long recordsRead,
      long recordsHandled,
      long shuffleBytes,
      long spillBytes,
      long peakTaskBytes,
      long peakHeapBytes) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Totals withTasks(long submitted, long done) {
      return new Totals(
          submitted,
          done,
          cpuSeconds,
          recordsRead,
          recordsHandled,
          shuffleBytes,
          spillBytes,
          peakTaskBytes,
          peakHeapBytes);
    }

    Totals withPeakHeap(long bytes) {
      return new Totals(
          tasksSubmitted,
          tasksDone,
          cpuSeconds,
          recordsRead,
          recordsHandled,
          shuffleBytes,
          spillBytes,
          peakTaskBytes,
          bytes);
    }

    Totals plus(Totals more) {
      return new Totals(
          tasksSubmitted + more.tasksSubmitted,
          tasksDone + more.tasksDone,
          cpuSeconds + more.cpuSeconds,
          recordsRead + more.recordsRead,
          recordsHandled + more.recordsHandled,
          shuffleBytes + more.shuffleBytes,
          spillBytes + more.spillBytes,
          Math.max(peakTaskBytes, more.peakTaskBytes),
          Math.max(peakHeapBytes, more.peakHeapBytes));
    }
  }
}
