import copy
import pickle

import pytest

from custody.core import errors


def test_a_refusal_says_its_sentence_with_the_parameters_in_it():
    refusal = errors.NotAllowedNow("transfer.frozen", "Unit {label} is frozen", label="7KQ4-M2XD-R")

    assert refusal.sentence() == str(refusal) == "Unit 7KQ4-M2XD-R is frozen"
    assert (refusal.code, refusal.message) == ("transfer.frozen", "Unit {label} is frozen")
    assert refusal.params == {"label": "7KQ4-M2XD-R"}


def test_parameters_may_have_the_names_of_the_arguments():
    refusal = errors.InvalidInput("x.y", "{code} {message} {field}", code=1, message=2, field="weight")

    assert refusal.field == "weight"
    assert refusal.params == {"code": 1, "message": 2}


@pytest.mark.parametrize(
    "refusal",
    [
        errors.InvalidInput("weight.empty", "Write {unit}", field="gross", unit="kg"),
        errors.NotPermitted("transfer.own", "Nobody signs both sides"),
        errors.StaleVersion(),
        errors.NotFound(),
        errors.LockTimeout(),
        errors.KeyReused(),
        errors.DeliveryFailed("sms.refused", "The gateway refused", permanent=True),
        errors.IntegrityBroken("merkle.unproved", "The path is too long"),
        errors.AlreadyRecorded({"transfer": "9"}),
    ],
)
def test_a_refusal_crosses_a_process_unchanged(refusal):
    for twin in (pickle.loads(pickle.dumps(refusal)), copy.copy(refusal)):
        assert type(twin) is type(refusal)
        assert twin.__dict__ == refusal.__dict__
        assert twin.sentence() == refusal.sentence() != ""
        assert isinstance(twin, errors.CustodyError)


def test_whether_a_delivery_can_be_tried_again_must_be_said():
    with pytest.raises(TypeError, match="permanent"):
        errors.DeliveryFailed("sms.refused", "The gateway refused")
