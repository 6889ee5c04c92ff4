from evaluering.presentation.figures.svg import tidied


def tidy(body):
    clean = tidied(f'<svg viewBox="0 0 9 9">{body}</svg>', name="x")
    return clean[clean.index(">") + 1 : clean.rindex("</svg>")]


def test_a_path_has_no_space_around_its_letters():
    assert tidy('<path d="M 1 2 \nL 3 -4 \nz\n"/>') == '<path d="M1 2L3 -4z"/>'


def test_the_outline_of_a_letter_is_drawn_on_a_coarser_grid():
    assert tidy('<path d="M 160 -320 \nL 8 24" transform="scale(0.015625)"/>') == (
        '<path d="M10 -20L0 2" transform="scale(0.25)"/>'
    )


def test_other_paths_keep_their_numbers():
    assert tidy('<path d="M 160.5 320 L 8 24" transform="scale(2)"/>') == (
        '<path d="M160.5 320L8 24" transform="scale(2)"/>'
    )


def test_a_letter_further_along_its_word_has_only_a_place():
    drawn = tidy('<use href="#a" transform="translate(63.62 0)"/><use href="#a" transform="translate(1 2)"/>')
    assert 'x="63.6"/>' in drawn
    assert 'transform="translate(1 2)"/>' in drawn


def test_groups_that_say_nothing_are_left_out_and_others_stay():
    drawn = tidy('<g><g fill="red"><g><path d="M0 0"/></g></g><g opacity="0.5"/></g>')
    assert drawn == '<g fill="red"><path d="M0 0"/></g><g opacity="0.5"/>'
