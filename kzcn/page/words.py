"""Labels, in the four languages, of the properties of other ontologies that facts are read out with."""

from __future__ import annotations

from kzcn.page.statements import Labels, Statements, term

OF_OTHERS: dict[str, Labels] = {
    term(name): {"en": en, "ru": ru, "kk": kk, "zh": zh}
    for name, en, ru, kk, zh in (
        ("dcterms:description", "description", "описание", "сипаттама", "说明"),
        ("dcterms:source", "looked up in", "справочный источник", "анықтамалық дереккөз", "参考来源"),
        ("schema:tickerSymbol", "stock code", "биржевой код", "биржалық коды", "股票代码"),
        ("schema:startDate", "begins", "начало", "басталуы", "开始日期"),
        ("schema:endDate", "ends", "окончание", "аяқталуы", "结束日期"),
        ("skos:editorialNote", "note of the curators", "примечание кураторов", "кураторлар ескертпесі", "编者注"),
        ("org:memberOf", "member of", "входит в", "мүшесі", "成员所属"),
        ("org:postIn", "post in", "должность в", "лауазым орны", "职位所在机构"),
    )
}


def property_labels(statements: Statements, iri: str) -> Labels:
    """The labels of a property or class."""
    return OF_OTHERS.get(iri) or statements.labels(iri)
