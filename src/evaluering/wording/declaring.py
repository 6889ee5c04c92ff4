"""The Danish words of a proposed declaration: what speaks for each key, and why some cannot be proven."""

from __future__ import annotations

_REASONS = {
    "introduction": "Forslag til leverance.yml, lavet ved at læse filerne. Det kan ikke bruges, før et menneske har "
    "set det efter.\n1. Læs hver linje med BEKRÆFT eller UDFYLD, og ret værdien, hvis den er forkert.\n2. Slet så "
    "nøglens linje i listen bekraeft. Når listen er tom, kan leverancen bruges.",
    "problems": "Det her skal rettes, før leverancen kan bruges ({count}):",
    "confirm": "BEKRÆFT: {why}",
    "fill_in": "UDFYLD: {why}",
    # Files.
    "content": "set på indholdet",
    "marked": "filen begynder med et mærke for UTF-8",
    "utf8": "filens særlige tegn er gyldig UTF-8",
    "ascii": "kan ikke bevises: filen har kun almindelige tegn, og alle tegnsæt læser den ens",
    "cp1252": "filen er ikke gyldig UTF-8, og dens særlige tegn er bogstaver i cp1252",
    "old_encoding": "de særlige tegn ligner et ældre tegnsæt (cp850 eller Mac), som ikke kan læses rigtigt; bed "
    "afsenderen om filen som UTF-8",
    "mixed_encoding": "nogle tegn er skrevet som UTF-8 og andre ikke; filen er blandet undervejs, så bed afsenderen om "
    "den igen",
    "sas_encoding": "filen selv siger {encoding}",
    "no_sas_encoding": "filen siger ikke, hvilket tegnsæt dens tekst har; det kan også være utf-8",
    "json_encoding": "json er altid UTF-8",
    "delimiter": "giver {columns} kolonner i alle rækker",
    "uneven": "giver lige mange kolonner i kun {share} % af rækkerne",
    "rival_delimiters": "også {rivals} deler alle rækker i lige mange kolonner",
    "no_delimiter": "hverken semikolon, komma, tabulator eller lodret streg deler første linje",
    "sign ;": "semikolon",
    "sign ,": "komma",
    "sign \t": "tabulator",
    "sign |": "lodret streg",
    "signs": "læst ud af filens tal",
    "whole_numbers": "kan ikke bevises: ingen tal har decimaler, så de læses ens",
    "rival_signs": "tallene kan læses på to måder; det kan også være {other}",
    "signs_told": "decimaltegn {decimal} {thousands}",
    "thousands None": "uden tusindtalstegn",
    "thousands .": "og tusindtalstegn .",
    "thousands ,": "og tusindtalstegn ,",
    "thousands  ": "og mellemrum som tusindtalstegn",
    "true_dates": "felterne er rigtige datoer",
    "some_true_dates": "de fleste felter er rigtige datoer, men ikke alle; se problemerne øverst",
    "date_form": "kun den form passer til alle datoer",
    "date_form_by_cpr": "dag og måned er afgjort af CPR-numrenes fødselsdatoer i {rows} rækker",
    "date_forms": "ingen dag er over 12, så datoerne kan også være skrevet som {others}, og det kan ikke læses",
    "date_form_unreadable": "datoerne er skrevet som {form}, og det kan ikke læses; bed afsenderen om filen igen",
    "no_dates": "filen har ingen datoer at se på; mulighederne er {forms}",
    "no_date_form": "datoerne er ikke skrevet i én form, der kendes; mulighederne er {forms}",
    "codebook": "alle {columns} kolonner passer",
    "part_of_codebook": "{missing} af kodebogens {columns} kolonner mangler; se problemerne øverst",
    "rival_codebooks": "kolonnerne passer lige så godt til {rivals}",
    "no_codebook": "ingen kodebog kender kolonnerne; skriv en i mappen kodeboeger, eller bed om rigtige navne",
    "reports": "kodebogen for indberetninger",
    "indicator": "tabellen siger ikke, hvad tallene er: mean_days, share_2w, share_9w, share_17w eller share_26w",
    "sheet": "arket med kodebogens kolonner",
    "rival_sheets": "kolonnerne står også i {rivals}",
    "unnamed_sheet": "et ark, hvis navn ikke kan vises",
    "unreadable_sheet": "arkets navn kan ikke vises her; skriv det, som det står i regnearket",
    "header_row": "rækken med kolonnenavne",
    "totals": "sådan begynder rækker, der ser ud til at være summer",
    "footnotes": "Under tabellen står {rows} med tekst i en enkelt celle. Det er ikke talt med.",
    "looks person": "{column} ligner CPR-numre.",
    "looks date": "{column} ligner datoer.",
    "looks municipality": "{column} ligner kommunekoder.",
    "looks number": "{column} ligner tal.",
    "looks code": "{column} ligner koder.",
    "looks text": "{column} ligner fri tekst.",
    "rows": "talt i hele filen",
    "rows_doubtful": "talt, men filen har fejl; se problemerne øverst",
    "rows_unread": "rækkerne kunne ikke tælles; se problemerne øverst",
    "reports_counted": "indberetninger, talt i det hele",
    "sha256": "beregnet nu; svarer det til afsenderens, er filen kommet hel frem",
    # The delivery.
    "source": "det siger kolonnerne eller indholdet",
    "no_source": "kan ikke ses: kommuneudtraek, kl-gateway, foedsler, esundhed eller statbank",
    "sender": "{name} står i {rows} af {total} rækker",
    "several_senders": "rækkerne nævner ikke alle den samme kommune; flest nævner {name} ({rows} af {total}). Skriv "
    "kommunens kode med fire cifre eller navnet på den, der har sendt filen",
    "no_sender": "filen siger ikke, hvem der har sendt den; skriv en kommunes kode med fire cifre eller et navn",
    "no_custodian": "ingen af indberetningernes SOR-koder kan slås op i aftalefilen; skriv kommunens kode med fire "
    "cifre eller navnet på den, der har sendt filen",
    "publisher": "kan ikke ses i filen; det er den, der udgiver tallene",
    "extraction": "kan ikke ses i filen; et gæt: dagen efter det seneste i den",
    "first": "den måned, det første begynder i",
    "last": "det seneste i filerne",
    "later": "{rows} har en senere dag, så langt fra de andre, at det ligner fejl",
    "no_reach": "kan ikke læses af filen",
    "synthetic": "kan ikke bevises; alle CPR-numre er erstatningsnumre (dag + 60), som opdigtede data har",
    "not_synthetic": "kan ikke ses i filen; skriv kun true, hvis alle data er opdigtede",
}


def declaration_reason(slug: str, **values: object) -> str:
    """What speaks for a key of a proposed declaration, or why it cannot be proven."""
    return _REASONS[slug].format(**values)
