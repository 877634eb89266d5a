"""SHACL shapes compiled to SPARQL queries, one for each constraint, answered over the whole graph at once.

What the shapes of this project use is compiled: the targets, paths and components of SHACL Core named in `targets`,
`paths` and `conditions`, and constraints written in SPARQL. Shapes that use more are left to pySHACL.
Source: Shapes Constraint Language (SHACL), W3C Recommendation, 20 July 2017.
"""
