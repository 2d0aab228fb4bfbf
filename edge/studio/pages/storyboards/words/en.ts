const en = {
	lead: "A script, and a picture for every sentence of it.",
	create: "New storyboard",
	create_title: "What is it about?",
	create_yes: "Create",
	name: "Name",
	name_missing: "Give it a name",
	script: "Script",
	script_hint: "One sentence a line. Each becomes a shot.",
	no_shots: "No shots yet",
	empty_title: "Tell a story in pictures",
	empty_text:
		"Paste a script, one sentence a line. Each sentence gets its picture, and you watch all of them develop.",
	more: "Show more",
} as const;
export default en;
