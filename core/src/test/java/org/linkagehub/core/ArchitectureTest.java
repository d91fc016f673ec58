package org.linkagehub.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The borders inside core. */
@AnalyzeClasses(packages = "org.linkagehub", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyPackagesUnderSparkKnowSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.linkagehub.core.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.delta..", "scala..")
          .because("what can be wrong in a subtle way is tested without a session");

  @ArchTest
  static final ArchRule plainPackagesDoNotKnowTheirSparkCounterparts =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.linkagehub.core.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.linkagehub.core.spark..")
          .because("arrows point from Spark to the arithmetic");

  @ArchTest
  static final ArchRule coreKnowsNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage("org.linkagehub.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.linkagehub.qa..", "org.linkagehub.pipelines..")
          .because("arrows point from pipelines to qa to core");

  @ArchTest
  static final ArchRule comparisonsStandAlone =
      noClasses()
          .that()
          .resideInAPackage("org.linkagehub.core.compare..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.linkagehub.core.model..",
              "org.linkagehub.core.score..",
              "org.linkagehub.core.train..",
              "org.linkagehub.core.cluster..",
              "org.linkagehub.core.config..")
          .because("two values can be compared without a model");

  @ArchTest
  static final ArchRule noDrawerForLeftovers =
      classes()
          .should()
          .resideOutsideOfPackages("..util..", "..utils..", "..common..", "..helper..", "..misc..")
          .because("a helper lives beside what it helps");
}
