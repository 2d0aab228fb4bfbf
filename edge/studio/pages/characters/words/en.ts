const en = {
	lead: "People who look the same in every picture.",
	create: "New character",
	create_title: "Who is it?",
	create_text: "A name and a few words are enough. Then come four reference views.",
	create_yes: "Create",
	name: "Name",
	name_missing: "Give it a name",
	description: "Looks and clothes",
	description_hint: "In your own words. It stands in every prompt of this character.",
	no_looks: "Nothing said of its looks yet",
	no_references: "No references yet",
	empty_title: "Nobody is here yet",
	empty_text:
		"Create a character: say who it is, and four views make sure that it is the same person in every picture.",
	more: "Show more",
} as const;
export default en;
