import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Ce qui se révèle en ce moment, et tout ce qui a été fait.",
	state: "État",
	all: "Toutes",
	empty_title: "Les bacs sont vides",
	empty_text:
		"Envoyez votre première requête. Elle apparaît ici aussitôt, et l’image se révèle sous vos yeux.",
	copy_request: "Copier une première requête",
	first: "Créer la première image",
	none_title: "Rien dans cet état",
	none_text: "Les tâches changent d’état. Affichez-les toutes pour voir le reste.",
	show_all: "Tout afficher",
	raw_graph: "Graphe brut",
	more: "Afficher plus",
});
