import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "सभी वेबहुक",
	test: "परीक्षण भेजें",
	test_sent: "परीक्षण भेजा जा रहा है",
	pause: "रोकें",
	resume: "जारी रखें",
	paused: "रुका हुआ। जो होता है वह तीन दिन रखा जाता है।",
	rotate: "नया रहस्य",
	rotate_text: "पिछला 24 घंटे और मान्य रहेगा, ताकि सर्वर बदल सके।",
	delete: "हटाएँ",
	delete_text: "अब से कुछ नहीं भेजा जाएगा और इसकी सुपुर्दगियाँ भी हटेंगी।",
	keep: "रहने दें",
	deliveries: "सुपुर्दगियाँ",
	none_title: "अभी कुछ नहीं भेजा गया",
	none_text: "परीक्षण भेजें या कोई काम शुरू करें।",
	delivered: "पहुँचा",
	pending: "प्रतीक्षा में",
	failed: "छोड़ा गया",
	attempts: { one: "{n} प्रयास", other: "{n} प्रयास" },
	next: "फिर {time}",
	replay: "फिर भेजें",
	replayed: "फिर भेजा जा रहा है",
	more: "और दिखाएँ",
	status: "उत्तर {n}",
});
