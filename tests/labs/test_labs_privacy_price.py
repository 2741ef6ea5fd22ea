"""The price of privacy: the fast training is the private one, and words say what a move cost."""

import numpy as np
import pytest
from lab_tools import shown, sliders_of, widgets_of

from dlcourse.labs import privacy_price
from dlcourse.labs.privacy_price.training import (
    DELTA,
    EVERY,
    LEARNING_RATE,
    MOST,
    SCENES,
    accuracies,
    attack,
    bound,
    digits,
    gradient_norms,
    losses,
    spent,
    train,
)
from dlcourse.layers import Linear
from dlcourse.metrics import roc_auc_score
from dlcourse.studies.privacy import epsilon, norms, train_privately
from dlcourse.train import per_example_gradients


def moved(scene=SCENES[0], **state):
    lab = privacy_price(scene)
    for name, value in state.items():
        setattr(lab, name, value)
    return lab


def reader(w, b):
    model = Linear(64, 10, rng=np.random.default_rng(0))
    model.load_state_dict({"weight": w, "bias": b})
    return model


def test_moving_a_control_sets_the_state_it_names():
    lab = privacy_price()
    values = {
        "noise σ": ("noise", 1.0),
        "limit C of a gradient": ("max_norm", 0.5),
        "chance q to be drawn": ("rate", 0.05),
        "steps": ("steps", 150),
    }
    for slider in sliders_of(lab):
        name, value = values.pop(slider.description)
        picture = shown(lab)[1]
        slider.value = value
        assert getattr(lab, name) == pytest.approx(value)
        assert not np.array_equal(shown(lab)[1], picture)
    assert values == {}
    (menu,) = widgets_of(lab, "Dropdown")
    picture = shown(lab)[1]
    menu.value = SCENES[1]
    assert lab.scene == SCENES[1]
    assert not np.array_equal(shown(lab)[1], picture)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize(("noise", "max_norm"), [(1.5, 0.7), (0.0, np.inf)])
def test_fast_training_is_the_private_training(scene, noise, max_norm):
    data, steps = digits(scene), 6 * EVERY
    zero = reader(np.zeros((10, 64), np.float32), np.zeros(10, np.float32))
    settings = {"noise_multiplier": noise, "max_norm": min(max_norm, 1e6), "lr": LEARNING_RATE}
    rng = np.random.default_rng(0)
    model = train_privately(zero, data.x, data.y, steps=steps, rate=0.1, rng=rng, **settings)
    w, b = train(scene, 0.1, noise, max_norm)
    np.testing.assert_allclose(w[6], model.params["weight"], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(b[6], model.params["bias"], rtol=1e-3, atol=1e-4)
    assert len(w) == len(b) == MOST // EVERY + 1


@pytest.mark.parametrize("scene", SCENES)
def test_norms_and_losses_are_those_of_each_example(scene):
    data = digits(scene)
    w, b = (part[5] for part in train(scene, 0.1, 2.0, 1.0))
    wanted, grads = per_example_gradients(reader(w, b), data.x, data.y)
    np.testing.assert_allclose(losses(w, b, data.x, data.y), wanted, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(gradient_norms(w, b, data.x, data.y), norms(grads), rtol=1e-4)


def test_members_and_others_are_apart_and_alike():
    whole, few = map(digits, SCENES)
    assert (len(whole.y), len(whole.other_y), len(whole.test_y)) == (1442, 355, 355)
    assert (len(few.y), len(few.other_y), len(few.test_y)) == (200, 200, 1397)
    rows = [{row.tobytes() for row in part} for part in (few.x, few.other_x, few.test_x)]
    assert len(set.union(*rows)) == sum(map(len, rows))
    truth = dict(zip(map(bytes, whole.x), whole.y, strict=True))
    truth |= dict(zip(map(bytes, whole.test_x), whole.test_y, strict=True))
    for x, y in ((few.x, few.y), (few.other_x, few.other_y)):
        assert sum(truth[bytes(row)] != label for row, label in zip(x, y, strict=True)) == 40


def test_numbers_are_those_of_the_model():
    lab = moved(noise=2.0, max_norm=0.5, rate=0.05, steps=150)
    data = digits(SCENES[0])
    model = reader(*(part[15] for part in train(SCENES[0], 0.05, 2.0, 0.5)))
    right = np.mean(model(data.test_x).argmax(axis=1) == data.test_y)
    assert lab.accuracy == pytest.approx(100 * right)
    assert lab.accuracies[15] == lab.accuracy
    assert lab.epsilon == pytest.approx(epsilon(0.05, 2.0, 150, DELTA))
    assert lab.epsilons[4] == pytest.approx(epsilon(0.05, 2.0, 40, DELTA))
    assert lab.majority == pytest.approx(100 * np.bincount(data.test_y).max() / 355)
    assert lab.clipped == pytest.approx(100 * np.mean(lab.norms > 0.5))
    open_model = reader(*(part[15] for part in train(SCENES[0], 0.05)))
    right = np.mean(open_model(data.test_x).argmax(axis=1) == data.test_y)
    assert lab.open_accuracy == pytest.approx(100 * right)


def test_attack_is_the_threshold_on_the_loss():
    data, (w, b) = digits(SCENES[1]), train(SCENES[1], 0.1)
    false, true, area = attack(w[-1], b[-1], data)
    inside = losses(w[-1], b[-1], data.x, data.y)
    outside = losses(w[-1], b[-1], data.other_x, data.other_y)
    member = np.repeat([1, 0], 200)
    assert area == pytest.approx(roc_auc_score(member, -np.append(inside, outside)))
    assert area > 0.6
    assert (false[0], true[0], false[-1], true[-1]) == (0, 0, 1, 1)
    level = np.sort(np.append(inside, outside))[99]
    assert false[100] == pytest.approx(np.mean(outside <= level))
    assert true[100] == pytest.approx(np.mean(inside <= level))


def test_bound_by_hand():
    rates = np.array([0.0, 0.1, 0.5, 1.0])
    wanted = [0.25, 0.45, 0.875, 1.0]  # ε = ln 2, δ = 1/4: min(2 f + 1/4, 1 - (3/4 - f)/2)
    np.testing.assert_allclose(bound(rates, np.log(2), 0.25), wanted)
    assert bound(0.01, 0.0, 0.0) == pytest.approx(0.01)
    assert bound(1e-3, 1e4) == 1


def test_more_noise_spends_less_and_more_steps_spend_more():
    found = [moved(noise=sigma).epsilon for sigma in (0.5, 1.0, 3.0, 10.0)]
    assert found == sorted(found, reverse=True)
    assert (np.diff(spent(0.1, 3.0)) > 0).all()
    assert spent(0.05, 3.0)[-1] < spent(0.1, 3.0)[-1]


def test_few_digits_pay_more():
    """At the same ε, what is lost against the same training without privacy."""
    whole, few = (moved(scene, noise=4.0, steps=200) for scene in SCENES)
    assert whole.epsilon == few.epsilon
    assert whole.open_accuracy - whole.accuracy < 5
    assert few.open_accuracy - few.accuracy > 20


def test_words_say_what_the_last_move_bought_and_cost():
    lab = privacy_price()
    assert "The last move changed neither ε nor the accuracy." in lab.alt
    epsilon_before, before = lab.epsilon, lab.accuracy
    lab.noise = 10.0
    assert lab.moved == (lab.epsilon - epsilon_before, lab.accuracy - before)
    said = f"spent {epsilon_before - lab.epsilon:.2f} less of ε, and lost "
    assert f"The last move {said}{before - lab.accuracy:.1f} points of accuracy." in lab.alt
    assert said in lab.words.value
    lab.max_norm = 2.0
    assert "The last move left ε as it was, and " in lab.alt
    lab.scene = SCENES[1]
    assert "The last move changed neither ε nor the accuracy." in lab.alt
    assert shown(lab)[0] == lab.alt


def test_words_give_the_bound_and_the_attack_under_it():
    lab = moved(SCENES[1], noise=2.0)
    most = 100 * bound(0.01, lab.epsilon)
    false, true, area = lab.attack
    assert f"at most {most:.1f} percent of the members" in lab.alt
    assert f"on the loss finds {100 * true[false <= 0.01].max():.1f} percent" in lab.alt
    assert f"areas under its curves {area:.3f} and {lab.open_attack[2]:.3f}" in lab.alt
    assert f"It has spent ε = {lab.epsilon:.2f} at δ = 0.00001." in lab.alt


def test_marks_stand_where_the_numbers_are():
    lab = moved(steps=70, max_norm=0.3)
    drawing = lab.drawing
    for dot, value in zip(drawing._dots, (lab.accuracy, lab.epsilon), strict=True):
        (x,), (y,) = dot.get_data()
        assert (x, y) == (70, pytest.approx(value))
    assert list(drawing._limit.get_xdata()) == [0.3, 0.3]
    np.testing.assert_array_equal(drawing._right[0].get_ydata(), lab.open_accuracies)
    np.testing.assert_array_equal(drawing._right[1].get_ydata(), lab.accuracies)
    np.testing.assert_array_equal(drawing._curves[1].get_ydata(), lab.attack[1])
    shares = drawing._sizes.get_data().values
    assert shares.sum() == pytest.approx(1)


def test_accuracies_are_counted_model_by_model():
    data, (w, b) = digits(SCENES[0]), train(SCENES[0], 0.1, 1.0, 1.0)
    found = accuracies(w, b, data.test_x, data.test_y)
    for k in (0, 4, 20):
        right = (data.test_x @ w[k].T + b[k]).argmax(axis=1) == data.test_y
        assert found[k] == pytest.approx(100 * right.mean(), abs=0.3)


def test_a_number_of_steps_between_two_is_brought_to_one():
    assert moved(steps=96).steps == 100
