package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.synthetic.Person.HomeSpell;
import org.linkagehub.qa.synthetic.Person.NameSpell;
import org.linkagehub.qa.synthetic.Person.Role;

/** A person in the making, while the household is put together. */
final class Draft {
  final long index;
  final Role role;
  final Sex sex;
  final LocalDate birth;
  final String community;
  final EthnicCategory ethnic;
  long mother = -1;
  long father = -1;
  Optional<LocalDate> arrival = Optional.empty();
  Optional<LocalDate> adopted = Optional.empty();

  /** The surname of the family of birth, in the form that men bear. */
  String family = "";

  /** When the person came into the household. */
  LocalDate joined;

  final List<NameSpell> names = new ArrayList<>();
  final List<HomeSpell> homes = new ArrayList<>();

  Draft(
      long index,
      Role role,
      Sex sex,
      LocalDate birth,
      String community,
      EthnicCategory ethnic,
      LocalDate joined) {
    this.index = index;
    this.role = role;
    this.sex = sex;
    this.birth = birth;
    this.community = community;
    this.ethnic = ethnic;
    this.joined = joined;
  }

  NameSpell nameAtBirth() {
    return names.stream().filter(name -> !name.unnamed()).findFirst().orElseThrow();
  }

  NameSpell name() {
    return names.get(names.size() - 1);
  }

  /** Adds a name; one that does not begin after the last is left out. */
  void add(NameSpell name) {
    if (names.isEmpty() || name.from().isAfter(name().from())) {
      names.add(name);
    }
  }

  /** Adds a home, in the place of the last where that one would not have lasted a day. */
  void add(HomeSpell home) {
    if (!homes.isEmpty() && !home.from().isAfter(homes.get(homes.size() - 1).from())) {
      HomeSpell last = homes.remove(homes.size() - 1);
      homes.add(new HomeSpell(last.from(), home.address()));
    } else {
      homes.add(home);
    }
  }
}
