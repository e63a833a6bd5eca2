"""The dossier: records in, one self-contained HTML file out."""

from onrecord.report.dossier import Dossier, Headline, Picture, Problem
from onrecord.report.page import render

__all__ = ["Dossier", "Headline", "Picture", "Problem", "render"]
