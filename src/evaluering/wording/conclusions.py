"""The Danish words of the page of conclusions: verdicts, the eight short answers, and what they lead to."""

from __future__ import annotations

VERDICT_SENTENCES = {
    "ja": "Målet om, at {goal}, er nået",
    "nej": "Målet om, at {goal}, er ikke nået",
    "endnu_ikke": "Målet om, at {goal}, er ikke nået",
    "kan_ikke_vurderes": "Vi ved ikke, om {goal}",
}
"""After a verdict's word and shape, as a sentence without its full stop."""

ALL_ALIKE = {
    "ja": "Ja, {whole} er nået.",
    "nej": "Nej, {none} er nået, og fristen {deadline} er passeret.",
    "endnu_ikke": "Ikke endnu. Fristen er {deadline}.",
    "kan_ikke_vurderes": "Det kan ikke vurderes.",
}
"""The answer where all targets have the same verdict."""

EACH = {
    "ja": "målet for {what} er nået",
    "nej": "målet for {what} er ikke nået",
    "endnu_ikke": "målet for {what} er ikke nået endnu",
    "kan_ikke_vurderes": "målet for {what} kan ikke vurderes",
}
"""The answer on one target beside another, after which comes a comma or a full stop."""

WHOLE = {1: ("målet", "målet ikke"), 2: ("begge mål", "ingen af de to mål")}
"""All targets, and none of them, by how many there are; of more, `MORE`."""

MORE = ("alle {count} mål", "ingen af de {count} mål")

JUDGED = "Svaret gælder de nyeste, vi kan tælle med: født fra {span}."
NOT_JUDGED = "De seneste børn, der kan tælles med et helt år ad gangen, er født fra {span}."
BEFORE_START = "Børnene er født, før aftalen begyndte."
NO_YEAR = "Der er endnu intet helt aftaleår, hvor alle børn kan tælles med."
AMBITION = "Målene er aftalens ambitioner. De er ikke minimumskrav."

SIDES = {
    "over": "Hele spændet ligger over målet, så tilfældet alene ændrer næppe svaret.",
    "under": "Hele spændet ligger under målet, så tilfældet alene ændrer næppe svaret.",
    "unsure": "Målet på {target} ligger i spændet, så svaret er usikkert.",
}
"""Where an interval lies beside its target, as a sentence."""

BOTH_SIDES = {
    "over": "Begge spænd ligger helt over målene, så tilfældet alene ændrer næppe svaret.",
    "under": "Begge spænd ligger helt under målene, så tilfældet alene ændrer næppe svaret.",
}
"""The same of two intervals on the same side of their targets."""

NOTHING_TO_JUDGE = "Der er intet svar, hvis usikkerhed kan vises."

YEAR_BEFORE = {
    "maturity": "Ændringen i {what} fra året før kan ikke vises: Der er ikke to hele aftaleår efter hinanden.",
    "no_data": "Ændringen i {what} fra året før kan ikke vises: Der er ingen tal for et af årene.",
    "no_spread": "Ændringen i {what} fra året før kan ikke vises: Alle børn i et af årene svarer ens.",
    "hidden": "Ændringen i {what} fra året før kan ikke vises: Et af årene bygger på så få børn, at det er skjult.",
}
"""Why there is no change from one year to the next."""

FROM_YEAR_BEFORE = "Fra året før"
SINCE_AGREEMENT = "Siden aftalen"
NOT_SHOWN = "Kan ikke vises"
UNDECIDED = "Kan ikke afgøres"
ROUNDED = "Tal er afrundet hver for sig. Ukendte børn er regnet som de kendte."
SINCE = "Siden aftalen: gennemsnit for {months} måneder, når udviklingen fra før er trukket fra."
BEFORE = "I {when} var {values}."
BORN = "Tallene gælder børn født fra {span}."
KNOWN = "Amningen er kendt for {known} af dem ({coverage})."
FROM = "Kilde: kommunernes indberetninger og antallet af fødte."

NOT_A_CAUSE = (
    "Tallene viser ikke, om aftalen er årsagen. Alle begyndte samme dag, og andet er sket på samme tid.",
    "De viser ikke, om det er amningen eller måden at registrere på, der er ændret.",
    "De siger intet om børn, der endnu ikke kan tælles med, eller om det enkelte fødested.",
)
ALL_JUDGED = "Alle børn, målene gælder, kan tælles med nu. Svaret er endeligt på disse data."
NOT_A_RANKING = "Tallene viser ikke hvorfor og er ikke en rangliste."
NONE_STANDS_OUT = "Ingen enkelt klynge skiller sig sikkert ud."
CHANGE_APART = "Den er {likely}{size} {way} i {cluster} end de andre klyngers gennemsnit ({span})."
OVER = "{cluster} når regionens mål for {what}."
NONE_OVER = "Ingen klynge når regionens mål."
DOUBTED = " (usikkert)"
THE_LIMITS = " de almindelige udsving"
OUTSIDE = "{row} ligger {where}."
MANY_OUTSIDE = "{count} kommuner ligger uden for de almindelige udsving."

UNKNOWN = "**Men amningen er ukendt for {count} børn ({share}).** De regnes som de andre."
"""How many children every number leaves out."""

UTMOST = "I yderste fald ligger {spans}{sides}."
BOTH_SIDES_OF_TARGET = ", på begge sider af målet"
"""After the utmost numbers of every outcome, where they hold its target."""
UNEQUAL = {
    (1.0, 0.5): "Er de siden aftalen kun ammet halvt så meget som de kendte,",
    (0.5, 1.0): "Blev de før aftalen kun ammet halvt så meget som de kendte,",
}
"""That the unknown became another kind of children, before what the change would then be."""
NOT_MEASURED = "{name} er ikke vurderet: {why}"
NOT_TOLD = "Aftalens dokumenter siger ikke, {what}."
NO_PLANS = "Aftalens dokumenter nævner ingen kommende skridt."

DECIDE = {
    "met": "**Drøft nu, om {decision}.** Målene for amning er nået på de tal, der kan tælles med.",
    "unsure": "**Vent med at afgøre, om {decision}.** Målene ser ud til at være nået, men svaret er usikkert.",
    "some": "**Vent med at afgøre, om {decision}.** Kun nogle af målene er nået, og fristen er {deadline}.",
    "not_yet": "**Afgør ikke på disse tal, om {decision}.** Målene er ikke nået, og fristen er {deadline}.",
    "missed": "**Drøft nu, om {decision}.** Fristen er passeret, og {missed}.",
    "unknown": "**Brug ikke disse tal til at afgøre, om {decision}.** {unknown}.",
}
"""What the verdicts together lead to, where the agreement names a decision."""

NONE_MET = "ingen af målene er nået"
NONE_JUDGED = "Ingen af målene kan vurderes"
DOUBT = "Svaret for {what} er usikkert, fordi målet ligger i spændet."
"""After what the verdicts lead to, where a number lies so near its target that chance could turn the answer."""

OBSTACLES = {
    "coverage": "**Skaf de oplysninger, der mangler.** Amningen er kendt for for få børn til at vurdere {what}.",
    "baseline": "**Find ud af, hvorfor data afviger.** De stemmer ikke med aftalens udgangspunkt for {what}.",
    "no_data": "**Skaf data.** Der er ingen tal, som kan vise {what}.",
    "definition": "**Få målt på samme måde som målet.** Det gælder {what}.",
}
"""What to do about a target that cannot be judged; time and small numbers alone mend the other reasons."""

CHASE = "**Få set på data fra {rows}.** Kommunearkene viser, hvad der kan gøres."
CHASE_FIRST = (
    "**Få rettet data fra {rows} først.** Tallene kan ikke bruges, før det er sket. Kommunearkene viser hvordan."
)
CARRY_ON = "**Bliv ved med at registrere som nu.** Ingen kommunes data kræver, at nogen ser på dem."

LOOK_INTO = {
    "up": "**Spørg netværket i {cluster}, hvad andre kan lære.** {found}",
    "down": "**Bed netværket i {cluster} undersøge forskellen.** {found}",
}
"""What to do where a cluster's change stands out, by its side."""

STANDS = {
    "up": "Ændringen i {what} er {likely}større end i de andre klynger",
    "down": "Ændringen i {what} er {likely}mindre end i de andre klynger",
}
ALSO_LIKELY = ", og i {what} er den det sandsynligvis også"
REGISTERED = "Registreringen kan også være årsagen."

LOOK_AT = (
    "**Gennemgå tallene med {rows}.** De ligger klart uden for de almindelige udsving. Registreringen kan være årsagen."
)
"""What to do about municipalities so far from the others that chance and usual differences hardly explain it."""

AGAIN = "**Tag målene op igen efter {when}.** Da kan {year} vurderes."
FINAL = "**Vent med det endelige svar til {when}.** Da kan de sidste børn før fristen tælles med."
