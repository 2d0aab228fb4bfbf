const en = {
	title: "Sign in",
	lead: "Watch your pictures develop.",
	label: "API key or token",
	hint: "It is exchanged for a session; this page does not keep it.",
	submit: "Sign in",
	working: "Signing in…",
	required: "Enter a key or token",
	refused: "This key or token is not valid. Was it copied whole?",
	refused_token: "This token is not accepted: {why}",
	forbidden: "This key may not read jobs: it needs the scope {scope}.",
	unreachable: "The server cannot be reached. Try again in a moment.",
	link_over: "This address was used already or is over. Sign in with a key instead.",
	ended: "Your session has ended. Sign in again.",
} as const;
export default en;
