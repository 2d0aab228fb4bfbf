const en = {
	lead: "LoRAs as they are trained, and what each has come to.",
	create: "New training",
	empty_title: "Nothing was trained yet",
	empty_text: "Freeze a dataset of seven pictures or more, then train a LoRA from it.",
	to_datasets: "To the datasets",
	more: "Show more",
	steps: "{n} of {all} steps",
	kept: "Steps that are kept",
} as const;
export default en;
