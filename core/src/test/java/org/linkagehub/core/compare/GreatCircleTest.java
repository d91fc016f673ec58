package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreatCircleTest {
  // The first two: test_lat_long_distance of Splink. The others by geometry: a degree of a great
  // circle is 6371 pi / 180 km; the poles are half a circle apart.
  @ParameterizedTest(name = "{0}, {1} to {2}, {3}: {4} km")
  @CsvSource({
    "37.814056, -122.477898, 37.825531, -122.479236, 1.2814, 0.0001",
    "51.484, -0.115, -37.82, 144.983, 16905, 1",
    "0, 0, 0, 1, 111.19492664455873, 1e-9",
    "89, 0, 90, 45, 111.19492664455873, 1e-7",
    "90, 0, -90, 0, 20015.086796020572, 1e-9",
    "0, 179.5, 0, -179.5, 111.19492664455873, 1e-9",
  })
  void knownAnswers(double lat1, double lon1, double lat2, double lon2, double km, double within) {
    assertEquals(km, GreatCircle.km(lat1, lon1, lat2, lon2).getAsDouble(), within);
  }

  @Test
  void onePlaceIsAtMostAMetreFromItself() {
    // Unclipped, the argument of the arc cosine is above 1 for some of these, and the answer NaN.
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double latitude = random.nextDouble() * 180 - 90;
      double longitude = random.nextDouble() * 360 - 180;
      double km = GreatCircle.km(latitude, longitude, latitude, longitude).getAsDouble();
      assertTrue(km >= 0 && km < 0.001, latitude + ", " + longitude + ": " + km);
    }
  }

  @Test
  void isSymmetricBoundedAndAgreesWithTheHaversine() {
    var random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      double lat1 = random.nextDouble() * 180 - 90;
      double lon1 = random.nextDouble() * 360 - 180;
      double spread = Math.pow(10, -random.nextInt(6));
      double lat2 = Math.max(-90, Math.min(90, lat1 + random.nextGaussian() * 50 * spread));
      double lon2 = Math.max(-180, Math.min(180, lon1 + random.nextGaussian() * 100 * spread));
      double km = GreatCircle.km(lat1, lon1, lat2, lon2).getAsDouble();
      assertEquals(km, GreatCircle.km(lat2, lon2, lat1, lon1).getAsDouble());
      assertTrue(km >= 0 && km <= 20_016);
      assertEquals(haversine(lat1, lon1, lat2, lon2), km, 0.001);
    }
  }

  @Test
  void aPlaceThatIsNotOnEarthHasNoDistance() {
    assertTrue(GreatCircle.km(91, 0, 0, 0).isEmpty());
    assertTrue(GreatCircle.km(0, 0, 0, -181).isEmpty());
    assertTrue(GreatCircle.km(Double.NaN, 0, 0, 0).isEmpty());
  }

  private static double haversine(double lat1, double lon1, double lat2, double lon2) {
    double a = Math.toRadians(lat1);
    double b = Math.toRadians(lat2);
    double up = Math.sin((b - a) / 2);
    double along = Math.sin(Math.toRadians(lon2 - lon1) / 2);
    double h = up * up + Math.cos(a) * Math.cos(b) * along * along;
    return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h)));
  }
}
