import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Un scénario, et une image pour chaque phrase.",
	create: "Nouveau storyboard",
	create_title: "De quoi s’agit-il ?",
	create_yes: "Créer",
	name: "Nom",
	name_missing: "Donnez-lui un nom",
	script: "Scénario",
	script_hint: "Une phrase par ligne. Chacune devient un plan.",
	no_shots: "Pas encore de plans",
	empty_title: "Racontez une histoire en images",
	empty_text:
		"Collez un scénario, une phrase par ligne. Chaque phrase reçoit son image, et vous les voyez toutes se révéler.",
	more: "Afficher plus",
});
