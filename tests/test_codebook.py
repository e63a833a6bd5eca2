import pytest

from onrecord.codebook import cause_of


@pytest.mark.parametrize(
    ("manner", "cause"),
    [
        ("alleged drone strike", "heavy weapons and explosive munitions"),
        ("roadside bomb", "planted explosives and unexploded ordnance"),
        ("sniper fire", "small arms and light weapons"),
        ("torture", "other means"),
        ("denial of medical treatment", "denial of objects indispensable to survival"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_weapon_or_way_is_of_one_cause_in_the_terms_of_the_indicator(manner, cause):
    assert cause_of(manner) == cause
