import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Des images légendées, sur lesquelles s’entraînent des LoRA.",
	create: "Nouveau jeu",
	create_yes: "Créer",
	empty_title: "Aucun jeu pour l’instant",
	empty_text: "Commencez-en un, ajoutez au moins sept images et figez-le quand tout est juste.",
	more: "Afficher plus",
	pictures: "Images : {n}",
	newest: "Version {n}",
	name: "Nom",
	name_hint: "Lettres minuscules, chiffres, - et _",
	trigger: "Mot déclencheur",
	trigger_hint: "Chaque légende commence par lui, comme spyke_plasma_v1",
	preset: "Ce qui est demandé",
	preset_any: "7 images ou plus",
	preset_sheet: "7 à 10 d’une planche de personnage",
	preset_manga: "15 à 20 de 512 pixels",
	preset_thirty: "30 : 21 bustes, 6 portraits, 3 en pied",
	asymmetric: "Les deux côtés du personnage diffèrent",
	asymmetric_hint: "Des copies inversées apprendraient le mauvais côté",
});
