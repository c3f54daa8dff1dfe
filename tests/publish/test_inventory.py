"""What a blog holds: the list, pruning, freezing, variants, names that are taken, drift, answers without a run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from builders import HEAD, blog, code, manifest, notebook, saved, text

from nbpress.core.errors import ReadError, RunError
from nbpress.core.records import Run
from nbpress.notebook.parameter_values import Text
from nbpress.publish import inventory
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.report.summary import listing, summary
from nbpress.run.store import Store

SETTINGS = (
    "image:\n  teaser: general/count_teaser.png\n"
    "nbpress:\n  depends: $COUNT_DATA\n  results: {total: total, top: 'scores[0]'}\n"
)
CELLS = (
    text("The notebook counts."),
    code("n = 5\nlabel = 'plain'\nday = None", "parameters"),
    code(
        "import numpy as np\nadded = int(open('.'.join(['data', 'csv'])).read())\ntotal = n + added\nscores = [0.5, 0.25]"
    ),
    text("There are {eval}`total`."),
    code("#| label: count_teaser\nimport base64\nfrom IPython.display import Image\nImage(base64.b64decode(PICTURE))"),
)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def options(path: Path, **changes: Any) -> Options:
    root = path.parents[1]
    return replace(Options(site=root / "site", store=root / ".nbpress"), **changes)


def each(path: Path, **changes: Any) -> list[Outcome]:
    return publish([path], options(path, **changes))


def one(path: Path, **changes: Any) -> Outcome:
    return each(path, **changes)[0]


def listed(path: Path, **changes: Any) -> str:
    return listing(inventory.listed([path], options(path, **changes), whole=path.parents[1]))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    blog(folder)
    cells = [cell.copy() for cell in CELLS]
    cells[-1]["source"] = cells[-1]["source"].replace("PICTURE", repr(PIXEL))
    path = saved(notebook(*cells, head=HEAD[:-3] + SETTINGS + "---"), folder / "notebooks" / "count.ipynb")
    path.with_name("data.csv").write_text("37")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNT_DATA", "a value")
        outcome = one(path)
    assert outcome.error is None and outcome.ran, outcome.error
    return path


@pytest.fixture
def path(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COUNT_DATA", "a value")
    shutil.copytree(base.parents[1], tmp_path / "project")
    return tmp_path / "project" / "notebooks" / "count.ipynb"


def edited(path: Path, old: str, new: str) -> None:
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def post(path: Path, slug: str = "count") -> str:
    return (path.parents[1] / "site" / "_posts" / f"2020-01-02-{slug}.md").read_text()


def test_the_list_says_what_is_up_to_date_when_it_ran_and_with_which_results(path: Path) -> None:
    first, ran, results = listed(path).splitlines()
    assert (
        first == "count: up to date"
        and ran.startswith("  last run 20")
        and results == "  results  total 42, top 0.5000"
    )


@pytest.mark.parametrize(("old", "new", "said"), [
    ("total = n + added", "total = n + added + 1", "cell 4 changed"),
    ("n = 5", "n = 6", "n was 5, is 6"),
    ("There are", "Here are", "its text or settings changed (cell 5)"),
    ("title: A title", "title: Another", "its text or settings changed (cell 1)"),
])  # fmt: skip
def test_the_list_names_the_cell_or_the_parameter_that_changed(path: Path, old: str, new: str, said: str) -> None:
    edited(path, old, new)
    assert said in listed(path).splitlines()[0]


def test_the_list_names_files_and_variables_that_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.with_name("data.csv").write_text("1")
    monkeypatch.setenv("COUNT_DATA", "another")
    (path.parents[1] / "site" / "_posts" / "2020-01-02-count.md").unlink()
    said = listed(path).splitlines()[0]
    assert (
        "notebooks/data.csv changed" in said and "$COUNT_DATA changed" in said and "2020-01-02-count.md is gone" in said
    )


def test_the_list_names_articles_whose_notebook_is_gone_and_notebooks_that_cannot_be_read(path: Path) -> None:
    other = saved(notebook(text("x"), head="---\ntitle: [\n---"), path.with_name("broken.ipynb"))
    path.unlink()
    lines = inventory.listed([other], options(path), whole=path.parents[1])
    said = listing(lines)
    assert (
        "broken: cannot be read" in said and "count: its notebook notebooks/count.ipynb is not in this project" in said
    )
    assert "nbpress clean" not in said, "nothing that destroys is advised"


def test_a_variable_that_is_not_set_here_counts_as_recorded_and_one_line_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COUNT_DATA")
    said = "count: up to date ($COUNT_DATA not set here, taken as recorded; --rerun runs without)"
    outcome = one(path, kernel="none such")
    assert summary([outcome], path.parents[1] / "site", path.parent) == said and listed(path).splitlines()[0] == said
    assert not one(path, run_missing=True, kernel="none such").reasons, "this machine holds the run"
    edited(path, "The notebook counts.", "The notebook counts well.")
    outcome = one(path, kernel="none such")
    assert outcome.error is None and not outcome.ran and "counts well." in post(path)
    assert "taken as recorded" in summary([outcome], path.parents[1] / "site", path.parent)
    monkeypatch.setenv("COUNT_DATA", "")
    assert not one(path, kernel="none such").reasons, "empty is how many a workflow has what is not there"
    monkeypatch.setenv("COUNT_DATA", "another")
    assert "$COUNT_DATA changed" in listed(path)


def test_an_article_is_not_run_without_the_variable_that_it_was_made_with_unless_asked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COUNT_DATA")
    edited(path, "total = n + added", "total = n - added")
    error = one(path, kernel="none such").error
    assert isinstance(error, RunError) and "cell 4 changed; $COUNT_DATA is not set here" in str(error)
    assert "nbpress publish" in str(error) and "--rerun" in str(error)
    for asked in ({"rerun": True}, {"run_missing": True}):
        assert 'no kernel "none such"' in str(one(path, kernel="none such", **asked).error), "it was about to run"
    shutil.rmtree(path.parents[1] / ".nbpress")
    edited(path, "total = n - added", "total = n + added")
    assert not one(path, kernel="none such").reasons
    assert one(path, run_missing=True).reasons == ("this machine holds no run of it",)
    assert manifest(path.parents[1] / "site")["articles"]["count"]["dependencies"]["$COUNT_DATA"] == "absent"
    assert not one(path).unset, "it is as it was made"


def test_of_two_runs_the_one_that_the_article_shows_counts_where_the_variable_is_not_set(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path.parents[1] / ".nbpress")
    stored = json.loads(next((store.root / "runs").iterdir()).read_text())
    record = stored["metadata"]["nbpress"]
    other = nbformat.from_dict(json.loads(json.dumps(stored).replace("42", "7")))
    store.put(Run(other, record["key"], {**record["dependencies"], "$COUNT_DATA": "absent"}))
    monkeypatch.delenv("COUNT_DATA")
    edited(path, "The notebook counts.", "The notebook counts well.")
    assert not one(path).ran and "counts well." in post(path) and "There are 42." in post(path)


def test_an_article_says_where_it_is_from_whichever_notebook_was_run(path: Path) -> None:
    copy = path.with_name("bbb.ipynb")
    shutil.copy(path, copy)
    edited(copy, "n = 5", "n = 3")
    outcome = one(copy, parameters={"n": Text("5")}, kernel="none such")
    assert outcome.error is None and not outcome.ran, "the run is that of the other notebook"
    record = yaml.safe_load(post(path, "bbb").split("---\n")[1])["nbpress"]
    assert record["notebook"] == "notebooks/bbb.ipynb" and record["parameters"]["n"] == 5
    assert record["command"] == "nbpress publish notebooks/bbb.ipynb -p n 5"
    assert "n = 5" in post(path, "bbb") and "n = 3" not in post(path, "bbb"), "the page shows what ran"
    kept = yaml.safe_load(post(path).split("---\n")[1])["nbpress"]
    assert kept["notebook"] == "notebooks/count.ipynb" and kept["command"] == "nbpress publish notebooks/count.ipynb"


def test_a_copy_of_an_executed_notebook_says_where_it_is_itself(path: Path) -> None:
    executed = json.loads(next((path.parents[1] / ".nbpress" / "runs").iterdir()).read_text())
    copy = path.with_name("ccc.ipynb")
    copy.write_text(json.dumps(executed))
    edited(path, "n + added", "n + 1 + added")
    edited(path, "The notebook counts.", "Another beginning.")
    edited(path, "There are {", "They are {")
    outcome = one(copy, no_run=True)
    assert outcome.error is None, outcome.error
    record = yaml.safe_load(post(path, "ccc").split("---\n")[1])["nbpress"]
    assert record["notebook"] == "notebooks/ccc.ipynb" and "notebooks/ccc.ipynb" in record["command"]


def test_pruning_removes_what_no_article_needs_and_nothing_else(path: Path) -> None:
    runs = path.parents[1] / ".nbpress" / "runs"
    kept = list(runs.iterdir())
    (runs / ("0" * 32 + "-" + "1" * 16 + ".ipynb")).write_text("{}")
    assert inventory.prune(options(path), keep_days=1) == []
    assert [file.name[:4] for file, _ in inventory.prune(options(path))] == ["0000"]
    assert list(runs.iterdir()) == kept and inventory.prune(options(path)) == []


def test_a_clone_mends_a_typo_with_the_frozen_run_though_it_lacks_data_and_variable(
    path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, gone = inventory.freeze(path.parents[1], "count", options(path))
    assert copy.parent == path.parent / "_runs" and copy.name.startswith("count-") and gone == []
    assert str(base.parents[1]) not in copy.read_text(), "no path of this machine is committed"
    shutil.rmtree(path.parents[1] / ".nbpress")
    path.with_name("data.csv").unlink()
    monkeypatch.delenv("COUNT_DATA")
    assert not one(path, frozen=True).reasons
    edited(path, "The notebook counts.", "The notebook counts well.")
    outcome = one(path, frozen=True)
    assert outcome.error is None and not outcome.ran and "counts well." in post(path) and "There are 42." in post(path)


def test_frozen_runs_nothing_and_names_the_command(path: Path) -> None:
    edited(path, "total = n + added", "total = n - added")
    error = one(path, frozen=True).error
    assert isinstance(error, RunError) and "cell 4 changed" in str(error)
    assert "nbpress publish" in str(error) and "count.ipynb" in str(error)


def test_freezing_takes_the_place_of_an_older_run_and_needs_one(path: Path) -> None:
    first, _ = inventory.freeze(path.parents[1], "count", options(path))
    assert one(path, parameters={"n": Text("7")}).ran
    assert one(path).error is None
    edited(path, "n = 5", "n = 7")
    assert not one(path).ran
    second, gone = inventory.freeze(path.parents[1], "count", options(path))
    assert gone == [first] and list(second.parent.iterdir()) == [second]
    edited(path, "n = 7", "n = 8")
    with pytest.raises(RunError, match="no run of it as it is now"):
        inventory.freeze(path.parents[1], "count", options(path))
    with pytest.raises(ReadError, match='did you mean "count"'):
        inventory.freeze(path.parents[1], "cout", options(path))


def test_a_variant_stands_beside_the_main_article_and_is_refreshed_with_it(path: Path) -> None:
    main = post(path)
    outcome = one(path, parameters={"n": Text("7"), "day": Text("2020-02-03")}, variant="count-7")
    assert outcome.error is None and outcome.ran and outcome.variant == "count-7"
    assert "There are 44." in post(path, "count-7") and post(path) == main
    entry = manifest(path.parents[1] / "site")["articles"]["count-7"]
    assert entry["variant"] and entry["parameters"] == {"n": 7, "day": {"date": "2020-02-03"}}
    assert "images/general/count-7/count_teaser.png" in entry["files"], "its pictures do not replace the main article's"
    edited(path, "The notebook counts.", "Both count.")
    outcomes = each(path)
    assert [(each.variant, each.ran, each.error) for each in outcomes] == [("", False, None), ("count-7", False, None)]
    assert (
        "Both count." in post(path)
        and "Both count." in post(path, "count-7")
        and "There are 44." in post(path, "count-7")
    )
    assert summary(outcomes, path.parents[1] / "site", path.parents[1]).count("count-7: published, no run needed") == 1
    assert [line.name for line in inventory.listed([path], options(path), whole=path.parents[1])] == [
        "count",
        "count-7",
    ]


def test_two_notebooks_of_one_name_are_refused(path: Path) -> None:
    before = post(path)
    other = saved(notebook(text("Other."), head=HEAD[:-3] + "slug: count\n---"), path.with_name("other.ipynb"))
    assert 'the name "count" is taken by notebooks/count.ipynb' in str(one(other).error)
    twins = [
        saved(
            notebook(text("x"), head=f"---\ntitle: x\ndate: 2020-01-0{day}\nslug: twin\n---"),
            other.with_name(f"{day}.ipynb"),
        )
        for day in (3, 4)
    ]
    outcomes = publish(twins, options(path))
    assert outcomes[0].error is None and 'the name "twin" is taken by notebooks/3.ipynb' in str(outcomes[1].error)
    assert "taken by notebooks/count.ipynb" in str(one(twins[0], variant="count").error)
    assert post(path) == before


def test_a_notebook_that_was_moved_keeps_its_article(path: Path) -> None:
    moved = path.with_name("2020-01-02-count.ipynb")
    path.rename(moved)
    outcome = one(moved)
    assert outcome.error is None and not outcome.ran
    assert manifest(path.parents[1] / "site")["articles"]["count"]["notebook"] == "notebooks/2020-01-02-count.ipynb"


def test_other_versions_than_those_of_the_run_are_told_and_run_when_asked(path: Path) -> None:
    site = path.parents[1] / "site"
    version = manifest(site)["articles"]["count"]["versions"]["numpy"]
    edited(site / "_nbpress/count.json", f'"numpy": "{version}"', '"numpy": "1.0"')
    outcome = one(path)
    assert not outcome.reasons and outcome.drift == (f"it ran with numpy 1.0, {version} is installed",)
    assert "up to date (it ran with numpy 1.0" in summary([outcome], site, path.parents[1])
    outcome = one(path, rerun_drifted=True)
    assert outcome.ran and not one(path, rerun_drifted=True).reasons


@pytest.mark.parametrize("expression", ["f'{total:.1f}'", "n + total", "f'{label} {n}'"])
def test_a_new_expression_over_recorded_numbers_costs_no_run(path: Path, expression: str) -> None:
    edited(path, "{eval}`total`", f"{{eval}}`{expression}`")
    edited(path, "title: A title", "title: 'The top is {eval}`f\\\"{scores[0]:.0%}\\\"`'")
    outcome = one(path)
    assert outcome.error is None and not outcome.ran, outcome.reasons
    answer = str(eval(expression, {"total": 42, "n": 5, "label": "plain"}))
    assert f"There are {answer}." in post(path) and "The top is 50%" in post(path)


def test_an_expression_over_anything_else_runs_the_article_and_says_why(path: Path) -> None:
    edited(path, "{eval}`total`", "{eval}`len(scores)`")
    outcome = one(path)
    assert outcome.ran and outcome.reasons[-1] == "the stored run has no value of len(scores)"
    assert "There are 2." in post(path)


def test_an_expression_is_not_answered_before_its_cell(path: Path) -> None:
    edited(path, "The notebook counts.", "{eval}`total + 1`")
    error = one(path).error
    assert isinstance(error, RunError) and "NameError" in str(error)


def test_a_variant_that_is_a_draft_stays_one_when_all_is_published(path: Path) -> None:
    site = path.parents[1] / "site"
    one(path, parameters={"n": Text("7")}, variant="count-7", draft=True)
    edited(path, "There are", "There were")
    assert publish([path], options(path))[1].error is None
    assert "There were" in (site / "_drafts" / "count-7.md").read_text()
    assert not list((site / "_posts").glob("*count-7.md"))


def test_a_draft_of_the_command_line_goes_out_only_when_its_notebook_is_named(path: Path) -> None:
    site = path.parents[1] / "site"
    one(path, draft=True)
    assert not one(path, still=True).reasons and not inventory.listed([path], options(path))[0].reasons
    assert (site / "_drafts" / "count.md").exists()
    one(path)
    assert not (site / "_drafts" / "count.md").exists() and list((site / "_posts").glob("*count.md"))


def test_what_was_under_way_is_completed_before_the_blog_is_listed(path: Path) -> None:
    stage = path.parents[1] / "site" / ".nbpress-stage"
    stage.mkdir()
    (stage / "new-0").write_text("half")
    assert not inventory.listed([path], options(path))[0].fault
    assert not stage.exists()


def test_a_record_that_somebody_edited_in_the_post_does_no_harm(path: Path) -> None:
    post_ = next((path.parents[1] / "site" / "_posts").glob("*.md"))
    head, results, rest = post_.read_text().partition("  results:\n")
    kept = [line for line in rest.split("\n") if not line.startswith("    ")]
    post_.write_text(head + "  results: 5\n" + "\n".join(kept))
    assert results and one(path, overwrite=True).error is None
