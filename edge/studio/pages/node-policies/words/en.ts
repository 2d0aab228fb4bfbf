const en = {
	lead: "Which nodes an account’s own graphs may have. The library is not bound by it.",
	account: "Account id",
	account_hint: "It begins with acc_",
	show: "Show",
	is_default: "The usual policy applies: every node that stays within the graph.",
	every: "Every node that is not denied",
	allow: "Allowed",
	deny: "Denied",
	trusted: "Trusted beyond the graph",
	trusted_hint: "They read or write files, or reach the network",
	patterns_hint: "A class on each line, or the beginning of one and a *",
	save: "Save",
	saved: "Saved",
} as const;
export default en;
