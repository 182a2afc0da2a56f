"""What adverts and CVs by three more authors become, and the layouts they showed."""

from __future__ import annotations

from datetime import date

import pytest

from coach.questions.advert import questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.questions.documents import Document
from coach.questions.importing import kind_of
from coach.questions.languages_told import other_language
from coach.questions.missing import missing_and_shown
from tests.questions.labelled import authored, marks_of_kind, measured, overlaps, plain
from tests.questions.labelled import summed as total_of

TODAY = date(2026, 6, 1)


def asked_of(lines: str, heading: str = "Requirements:") -> list[str]:
    made = questions_from_advert(f"Porter\n\n{heading}\n{lines}\n")
    return [each.question.wordings.interview for each in made]


def asked_of_cv(cv: str) -> list[str]:
    return [each.question.wordings.interview for each in questions_from_cv(cv, TODAY)]


@pytest.mark.parametrize(
    ("by", "held_out", "least_right", "least_covered"),
    [
        ("fresh", False, 0.93, 0.9),
        ("fourth", False, 0.94, 0.95),
        ("fourth", True, 0.85, 0.8),
        ("fifth", False, 0.92, 0.94),
        ("fifth", True, 0.8, 0.85),
    ],
)
def test_adverts_of_other_authors_are_asked_about(
    by: str, held_out: bool, least_right: float, least_covered: float
) -> None:
    texts = [each["text"] for each in authored("advert", held_out=held_out, by=by)]
    total = total_of([measured(each, questions_from_advert(plain(each))) for each in texts])
    print(f"{total.right} of {total.asked} right, {total.covered} of {total.marks} covered")
    assert total.right >= least_right * total.asked
    assert total.covered >= least_covered * total.marks


@pytest.mark.parametrize(
    ("by", "held_out", "least_found"),
    [
        ("fresh", False, 0.8),
        ("fourth", False, 0.95),
        ("fourth", True, 0.5),
        ("fifth", False, 0.6),
        ("fifth", True, 0.8),
    ],
)
def test_cvs_of_other_authors_are_asked_about(by: str, held_out: bool, least_found: float) -> None:
    hits: list[bool] = []
    for cv in authored("cv", held_out=held_out, by=by):
        made = questions_from_cv(plain(cv["text"]), TODAY)
        sources = [source for each in made for source in each.sources]
        gaps = [source for each in made for source in each.sources if each.kind == "gap"]
        hits += [
            any(all(year in gap for year in wanted.split(" to ")) for gap in gaps)
            for wanted in cv["gaps"]
        ]
        claims = marks_of_kind(cv["text"], "n")
        hits += [any(overlaps(source, claim) for source in sources) for claim in claims]
        assert len(gaps) <= len(cv["gaps"])
    print(f"{sum(hits)} of {len(hits)} gaps and claims found")
    assert sum(hits) >= least_found * len(hits)


def test_what_the_cv_of_a_fourth_author_shows_is_told_apart() -> None:
    texts = {each["name"]: plain(each["text"]) for each in authored("advert", by="fourth")}
    missed, wrong = [], []
    for cv in authored("cv", by="fourth"):
        missing, _ = missing_and_shown(texts[cv["advert"]], plain(cv["text"]))
        sources = [source for each in missing for source in each.sources]
        missed += [not any(overlaps(part, s) for s in sources) for part in cv["missing"]]
        wrong += [any(overlaps(part, s) for s in sources) for part in cv["shown"]]
    print(f"{sum(missed)} of {len(missed)} not found, {sum(wrong)} of {len(wrong)} wrongly")
    assert sum(missed) <= 0.3 * len(missed)
    assert sum(wrong) <= 0.3 * len(wrong)


@pytest.mark.parametrize("kind", ["advert", "cv"])
def test_they_are_known_by_their_looks_and_as_english(kind: str) -> None:
    for by in ("fresh", "fourth", "fifth"):
        for at, each in enumerate(authored(kind, by=by)):
            assert kind_of(Document("x", plain(each["text"]))) == kind, (by, at)
    for by in ("authored", "fresh", "fourth", "fifth"):
        for at, each in enumerate(authored(kind, by=by)):
            assert other_language(plain(each["text"])) == "", (by, at)


@pytest.mark.parametrize("bullet", ["-", "•", "o ", "+", "E1 ", "\uf0b7 "])
def test_bullets_may_touch_their_words_or_be_a_letter(bullet: str) -> None:
    items = ("Knowledge of ferns", "Experience of SAP", "Knowledge of soil")
    asked = asked_of("\n".join(f"{bullet}{each}" for each in items))
    assert len(asked) == 3
    assert "knowledge of ferns" in asked[0]
    assert "SAP" in asked[1]


def test_a_sentence_may_be_a_list() -> None:
    sentence = (
        "Duties will involve chairside assistance, taking notes, and mentoring a trainee nurse."
    )
    asked = [
        each.question.wordings.interview
        for each in questions_from_advert(f"Dental nurse\n\nA practice in Cardiff.\n\n{sentence}\n")
    ]
    assert len(asked) == 2
    assert "chairside assistance" in asked[0]
    having = "You will have knowledge of SQL, a record of leading nurses and the ability to plan."
    made = questions_from_advert(f"Matron\n\nA ward in Leeds.\n\n{having}\n")
    assert len(made) == 2


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Line manage two porters", "line-manage two porters"),
        ("- Experienced in stock control", "stock control"),
        ("- Up to date with tax law", "knowledge of tax law"),
        ("- Min. 2 yrs exp. in acute wards", "acute wards"),
        ("- Confident user of a till system", "experience do you have of a till system"),
        ("- Good at putting people at ease", "experience of putting people at ease"),
        ("- Knowledge of and commitment to co-production", "knowledge of co-production"),
        ("- Skill in presenting figures", "experience of presenting figures"),
        ("- A positive approach to behaviour", "a positive approach to behaviour look like"),
        ("- Someone who gets excited about fair trade", "What do you like about fair trade?"),
        ("- Creativity", "What does creativity look like"),
    ],
)
def test_what_is_asked_for_is_taken_out_of_its_words(item: str, said: str) -> None:
    assert said in asked_of(item)[0]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Monitoring, evaluation and learning", "go about monitoring, evaluation and learning"),
        ("- Servicing, cleaning and repair of boilers", "about servicing, cleaning and repair of"),
        ("- Cleans, links and checks data", "clean, link and check data"),
        ("- Prepare meals (c. 80 a day)", "prepare meals."),
        ("- Supervise two nurses, incl. appraisals", "supervise two nurses, including appraisals"),
        (
            "- Lead a shift of c.60 pickers inc. agency staff",
            "of about 60 pickers including agency",
        ),
        ("- Assessing, planning and evaluating care", "assess, plan and evaluate care"),
        ("- Absence mgmt and rotas", "absence management and rotas"),
        (
            "- Test samples in the laboratory for residual chlorine, turbidity, hardness, "
            "alkalinity, and any other parameters as the law demands",
            "for residual chlorine, turbidity, hardness and alkalinity.",
        ),
    ],
)
def test_a_duty_is_said_as_people_say_it(item: str, said: str) -> None:
    (asked,) = asked_of(item, "Duties:")
    assert said in asked


@pytest.mark.parametrize(
    "item",
    [
        "- Rate £13.50 to £15 depending on experience",
        "- Pay parity, up to step 11",
        "- Willing to work night shift and onsite",
        "- Look for Ms. Trish",
        "- Journeyman or Master license (State of Texas)",
        "- ACS: CCN1, CENWAT, CKR1",
        "- Valid CPC",
        "- You do not need experience, as training is given",
        "- Sleep-ins as required",
        "- Accept additional cookies",
        "- Manage your cookies",
        "- Cookies on our jobs site",
        "- Share this vacancy",
        "- Back to search results",
        "- Open until filled",
        "- Dogs welcome",
        "- Beginners are very welcome",
        "- A commitment to our mission",
        "- Typing speed of 35 wpm",
        "- Experience as a Sous Chef",
        "- Must be able to remain in a stationary position 50% of the time",
        "- Travel up to 15%",
        "- Working hours",
        "- Performs other related work as required",
        "- Have obtained at least Grade D in five subjects",
        "- ARLA qualified would be lovely",
        "- Another language, for example Romanian",
        "- Please address points 1 to 7 in two pages",
        "- Thank you for your interest in this position",
        "- Closes 14 June 2026",
        "- Wear a respirator",
        "- How you",
        "- How you will",
        "- How you are",
        "- CS30, CS31 and CS39",
        "- We recognize the contributions of the peoples of this land",
    ],
)
def test_in_doubt_nothing_is_asked(item: str) -> None:
    assert asked_of(item) == []


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Knowledge of coagulation, softening and filtration", "coagulation, softening and filt"),
        (
            "- Experience, paid or voluntary, of caring for people",
            "experience of caring for people",
        ),
        ("- How you keep good boundaries", "How do you keep good boundaries?"),
        (
            "- A visible, hands-on leader who knows staff by name",
            "a visible and hands-on leader who",
        ),
        ("- Pride in neat work", "What does pride in neat work look like"),
        ("- Know Postgres well enough to explain a bad query", "Postgres?"),
        (
            "- Experience of teaching to diverse cohorts is highly valued",
            "teaching to diverse cohorts?",
        ),
        ("- Outstanding knowledge of an excellent till system", "your knowledge of a till system"),
        ("- Knowledge of ISO 15189 accreditation standards", "ISO 15189 accreditation standards"),
    ],
)
def test_what_is_asked_for_is_said_whole(item: str, said: str) -> None:
    (asked,) = asked_of(item)
    assert said in asked


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Assess the site before you start: roof, access", "assess the site before you start"),
        ("- Run a two or three person crew", "run a two or three person crew"),
        ("- Lead a team of 58 in catering, housekeeping and maintenance", "lead a team of 58"),
        ("- Operates clarifiers, filters and feed pumps", "clarifiers, filters and feed pumps"),
        ("- Analyze spend by supplier and plant to find savings", "by supplier and plant to find"),
        ("- Chart accurately in the practice's records", "had to chart accurately"),
    ],
)
def test_of_a_duty_nothing_is_taken_for_another(item: str, said: str) -> None:
    (asked,) = asked_of(item, "Duties:")
    assert said in asked


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Manage your own diary", "who can manage their own diary."),
        ("- Plan your work by yourself", "who can plan their work by themselves."),
        ("- Do what you promise", "who can do what they promise."),
        ("- Help the team around you", "who can help the team around them."),
    ],
)
def test_of_somebody_else_a_duty_is_said_as_theirs(item: str, said: str) -> None:
    made = questions_from_advert(f"Porter\n\nDuties:\n- Sweep the yard\n{item}\n")
    wordings = made[1].question.wordings
    assert said in str(wordings.meeting)
    assert "you" in wordings.interview.partition("have to")[2]


def test_sentences_in_a_row_that_tell_what_somebody_does_are_duties() -> None:
    told = "Tests water for the town. Mends pumps. Writes reports for the state."
    assert len(questions_from_advert(f"Operator\n\nThe operator:\n\n{told}\n")) == 3
    assert questions_from_advert("Operator\n\nA plant in Kansas.\n\nOffers a view.\n") == []


def test_what_is_paid_first_is_no_requirement() -> None:
    advert = (
        "Negotiator\n\nBasic £24,000, OTE £38,000\n\nWe are an agent. This is not a job for all.\n"
    )
    assert questions_from_advert(advert) == []


def test_a_numbered_heading_in_capitals_ends_what_is_above_it() -> None:
    advert = "Clerk\n\n1. REQUIREMENTS\n\nKnowledge of pensions\n\n2. WORKING HOURS\n\n35 a week\n"
    assert len(questions_from_advert(advert)) == 1


def test_values_in_capital_letters_are_said_in_small_ones() -> None:
    asked = asked_of("- Making Effective Decisions", "Our values:")
    assert asked == ["What does making effective decisions look like in your work?"]


@pytest.mark.parametrize(
    "cv",
    [
        "Care Assistant\nLarch House, Hull\n2021 - now\n\nWelder\nBrand Works, Hull\n2010 - 2021\n",
        "Care Assistant, Larch House, 2021 - now\nWelder, Brand Works, 2010 - 2021\n",
        "CARE ASSISTANT, LARCH HOUSE, 2021 - now\nWELDER, BRAND WORKS, 2010 - 2021\n",
        "Care Assistant\nLarch House Builders\n2021 - now\n\nWelder\nBrand Works\n2010 - 2021\n",
    ],
)
def test_a_title_is_found_wherever_it_stands(cv: str) -> None:
    assert asked_of_cv(cv) == [
        "You went from being a welder to a care assistant. What was behind that?"
    ]


@pytest.mark.parametrize(
    "cv",
    [
        "Fundraising Manager, Rivers, 2020 - now\nCommunity Fundraiser, Hospice, 2014 - 2020\n",
        "Loan Adviser, Kernow Bank, 2020 - now\nCashier, Kernow Bank, 2014 - 2020\n",
        "Picker, Honda, 2021 - now\nPark Academy, 2014 - 2021\n",
    ],
)
def test_the_same_line_of_work_the_same_employer_and_a_school_are_no_change(cv: str) -> None:
    assert asked_of_cv(cv) == []


def test_what_stands_below_a_profile_is_told_of_the_job() -> None:
    cv = "Profile: Ten years with people.\n\nCook, Inn, 2020 - now\n- Cut waste by 40%\n"
    assert asked_of_cv(cv) == ["You write that you cut waste by 40%. How did you do that?"]
    ours = "Cook, Inn, 2020 - now\n- We went from 3 to 5 stars\n"
    assert "“We went from 3 to 5 stars”" in asked_of_cv(ours)[0]


def test_a_month_may_stand_behind_its_year() -> None:
    cv = "2024 (Sept) to date: Cook, Inn.\n2019 (Feb) to 2023 (June): Cook, Hall.\n"
    assert asked_of_cv(cv) == ["What were you doing between June 2023 and September 2024?"]


@pytest.mark.parametrize(
    "advert",
    [
        "Criteria    Essential/Desirable    Assessed by\n\n2. Experience\n"
        "2.1 Experience of inspecting kitchens      E      A/I\n",
        "Attributes | Criteria | E/D | How identified\n"
        "Experience | Experience of inspecting kitchens | E | Application/Interview\n",
        "Criteria\tWeight\tMethod\nExperience\tExperience of inspecting kitchens\tHigh\tForm\n",
        "A1 Experience of inspecting kitchens\nA2 Able to travel\nA3 Registered with the council\n",
        "Experience\nEssential\nExperience of inspecting kitchens\nE\nA/I\n"
        "Driving licence\nE\nA/I\nLevel 3 diploma\nE\nA/I\n",
        "1. To\n\nRequirements\n\n•\nExperience of inspecting kitchens\n•\nDriving licence\n",
        "<h2>Requirements</h2><ul><li>Experience of inspecting kitchens</li></ul>",
    ],
)
def test_a_specification_is_read_however_it_was_copied(advert: str) -> None:
    (made,) = questions_from_advert(f"Officer\n\nPERSON SPECIFICATION\n\n{advert}")
    assert made.question.wordings.interview == "What is your experience of inspecting kitchens?"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Together with the director you will arrange every service.", "arrange every service"),
        ("Twice a week it falls to you to feed the bats.", "feed the bats"),
        ("We are four, and we need someone to rear the calves.", "rear the calves"),
        ("A night goes like this: you come in, fire the oven, and shape loaves.", "fire the oven"),
        ("We'd love it if you've shipped a water meter.", "ship a water meter"),
        ("You will be responsible for four acres of borders.", "responsible for four acres of"),
        ("Working under the chef you'll be running your own section.", "run your own section"),
        ("Stump grinder experience useful but can train.", "your stump grinder experience"),
        ("Knowing rye doughs is a big plus.", "knowledge of rye doughs"),
        ("Interest in tree decay goes a long way with me.", "your interest in tree decay come"),
        (
            "Tidy and polite with customers, we live by word of mouth.",
            "you are tidy and polite with",
        ),
        ("You need the ability to have a hard conversation.", "have a hard conversation"),
        ("Can you lead a walk for children?", "lead a walk for children"),
    ],
)
def test_prose_says_what_is_asked_for_in_many_ways(sentence: str, said: str) -> None:
    made = questions_from_advert(f"Helper\n\nA small firm in Leeds.\n\n{sentence}\n")
    assert said in made[0].question.wordings.interview


@pytest.mark.parametrize(
    "sentence",
    [
        "You do not need to come from the trade.",
        "We want to reach twice as many people by 2030.",
        "Ring Tamsin with a piece you made.",
        "Welded Ltd is a family firm in Leeds.",
        "You will receive a uniform.",
        "You'll get 22 days off, and a team that goes to the pub together.",
        "The law has changed a great deal.",
        "Must live within 30 minutes of the depot.",
        "They use SFTP to exchange files with the banks.",
        "The hospital performs six thousand operations a year.",
    ],
)
def test_what_is_said_of_the_firm_or_the_contract_is_no_duty(sentence: str) -> None:
    assert questions_from_advert(f"Helper\n\nA small firm in Leeds.\n\n{sentence}\n") == []


@pytest.mark.parametrize("heading", ["Responsibilities:", "Requirements:"])
@pytest.mark.parametrize(
    ("item", "is_asked"),
    [
        ("They use SFTP", False),
        ("Our stack is Python, Django and Postgres", False),
        ("Our customers use the app to book rooms", False),
        ("The team manages forty properties across Leeds", False),
        ("Half of our colleagues work from home", False),
        ("She leads a team of six", False),
        ("Your manager trains the apprentices", False),
        ("We run three shifts, and the depot never closes", False),
        ("Our stack is Python, and you will write most of it", True),
        ("They will write the weekly plan of the rooms", True),
        ("The post holder runs the workshop", True),
        ("The weekly orders and plans of the kitchen", True),
        ("The confidence to stop a machine is essential", True),
    ],
)
def test_what_is_told_of_others_is_asked_of_nobody(item: str, is_asked: bool, heading: str) -> None:
    assert bool(asked_of(f"- {item}\n", heading)) is is_asked


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- File medical records", "file medical records"),
        ("- Feed, wash and dress residents, including bathing and shaving", "feed, wash and dress"),
        ("- Supervise casual staff and work experience students", "and work experience students"),
        ("- Forecast renewals and own a target", "had to forecast renewals and own a target"),
        ("- Be the voice of the customer", "be the voice of the customer"),
        ("- Provision of tea for visitors", "provide tea for visitors"),
        ("- Manage own workload", "manage your own workload"),
        (
            "- Supervises staff, including reviews and rotas",
            "supervise staff, including reviews and",
        ),
    ],
)
def test_a_duty_is_kept_whole(item: str, said: str) -> None:
    (asked,) = asked_of(item, "Duties:")
    assert said in asked


def test_an_advert_in_small_letters_or_in_capitals_is_read_as_others_are() -> None:
    small = "films\n\nwe are four.\n\nyou will cut films. you'll teach trainees.\n\nbye\n"
    assert len(questions_from_advert(small)) == 2
    loud = "MILLER WANTED\n\nMUST BE ABLE TO READ DRAWINGS AND USE A BORE GAUGE.\n"
    (made,) = questions_from_advert(loud)
    assert "read drawings and use a" in made.question.wordings.interview


def test_lines_that_a_page_broke_are_joined() -> None:
    line = "We are a small theatre with a long history in the old heart of Wolverton and"
    advert = "\n".join(
        [line] * 7
        + ["You will rig and plot the lamps for every play of the great Northern", "Ballet."]
    )
    assert any(
        "every play of the great Northern Ballet" in each.question.wordings.interview
        for each in questions_from_advert(advert)
    )


@pytest.mark.parametrize(
    "cv",
    [
        "Cook @ Inn, Mar 2024 → now\nCook @ Hall, Sep 2019 → Jun 2023\n",
        "Cook, Inn, Mar '24 - now\nCook, Hall, Sept '19 - June '23\n",
        "Job title: Cook\nEmployer: Inn\nDates: 03/2024 to now\n\n"
        "Job title: Cook\nEmployer: Hall\nDates: 09/2019 to 06/2023\n",
        "Cook, Inn, Mar 2024 - now\nCareer break, 2023 - Feb 2024\nCook, Hall, 2019 - June 2023\n",
    ],
)
def test_a_gap_is_found_however_times_are_written(cv: str) -> None:
    assert asked_of_cv(cv) == ["What were you doing between June 2023 and March 2024?"]


@pytest.mark.parametrize(
    "line",
    [
        "Since Aug 2018",
        "Since 2018: Cook, Inn",
        "since August 2018,",
        "I'm a Cook at the Inn, since August 2018.",
    ],
)
def test_since_some_time_is_until_now(line: str) -> None:
    cv = f"{line}\nCook, Inn\nNo complaint since 2021.\n\nSept 2013 to July 2018\nCook, Hall\n"
    assert asked_of_cv(cv) == []


def test_parental_leave_is_not_asked_about() -> None:
    cv = "Cook, Inn, 2022 - now\nParental leave, 2020 - 2021\nCook, Hall, 2015 - 2019\n"
    assert asked_of_cv(cv) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Duties: ran a team of 12, rotas, cellar", "You write that you ran a team of 12. How"),
        ("✔ First-call fix of 82%; the floor's average is 71%", "“First-call fix of 82%”"),
        ("Wasted milk down by half", "“Wasted milk down by half”"),
        ("Trained 5 cooks myself", "You write that you trained 5 cooks yourself."),
        ("Our kitchen waste dropped by 40%", "You write that your kitchen waste dropped by 40%."),
        ("Cut waste by 40% while I was on my own", "by 40% while you were on your own."),
        (
            "Found the cause of 70% of our returns (a race)",
            "found the cause of 70% of your returns.",
        ),
    ],
)
def test_a_claim_is_said_back_as_it_was_meant(told: str, said: str) -> None:
    (asked,) = asked_of_cv(f"Cook, Inn, 2020 - now\n{told}\n")
    assert said in asked


def test_a_language_is_no_old_skill() -> None:
    assert asked_of_cv("Cook, Inn, 2020 - now\n\nSkills: Spanish, Welsh (fluent)\n") == []
