import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "खाते के अपने ग्राफ़ में कौन से नोड हो सकते हैं। लाइब्रेरी इससे बँधी नहीं।",
	account: "खाता आईडी",
	account_hint: "acc_ से शुरू होती है",
	show: "दिखाएँ",
	is_default: "सामान्य नीति: हर नोड जो ग्राफ़ के भीतर रहता है।",
	every: "हर नोड जो मना नहीं",
	allow: "अनुमत",
	deny: "मना",
	trusted: "ग्राफ़ से बाहर भी विश्वसनीय",
	trusted_hint: "ये फ़ाइलें पढ़ते-लिखते हैं या नेटवर्क तक पहुँचते हैं",
	patterns_hint: "हर पंक्ति में एक क्लास, या उसकी शुरुआत और *",
	save: "सहेजें",
	saved: "सहेजा गया",
});
