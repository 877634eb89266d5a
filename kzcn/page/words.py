"""Words in the four languages that no term of the graph brings: properties of other ontologies, measures."""

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


MEASURES: dict[str, Labels] = {
    name: {"en": en, "ru": ru, "kk": kk, "zh": zh}
    for name, en, ru, kk, zh in (
        ("strength", "strength of ties", "сила связей", "байланыс күші", "联系强度"),
        ("degree", "number of ties", "число связей", "байланыс саны", "联系数量"),
        ("betweenness", "betweenness", "посредничество", "аралық орын", "中介中心性"),
        ("closeness", "closeness", "близость", "жақындық", "接近中心性"),
        ("eigenvector", "ties to the well tied", "связи с влиятельными", "ықпалдылармен байланыс", "特征向量中心性"),
        ("pagerank", "PageRank", "PageRank", "PageRank", "PageRank"),
        ("core", "core of the network", "ядро сети", "желі өзегі", "核数"),
        ("constraint", "constraint", "ограниченность", "шектелу", "约束度"),
        ("effective-size", "effective size", "эффективный размер", "тиімді өлшем", "有效规模"),
    )
}
