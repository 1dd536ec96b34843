import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Checks each file against PDF/A-2a and PDF/UA-1 and prints PASS, or FAIL and the broken rules. */
public class ArchivalCheck {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var foundry = Foundries.defaultInstance();
        for (String file : files) {
            for (var flavour : new PDFAFlavour[] {PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1}) {
                try (var stream = new FileInputStream(file);
                        var parser = foundry.createParser(stream, flavour);
                        var validator = foundry.createValidator(flavour, 10, false, false, false)) {
                    var result = validator.validate(parser);
                    System.out.println();
                    System.out.println(
                            file + " " + flavour + (result.isCompliant() ? " PASS" : " FAIL"));
                    for (var assertion : result.getTestAssertions()) {
                        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                            System.out.println(
                                    assertion.getRuleId().getClause() + " " + assertion.getMessage()
                                            + " " + assertion.getLocation().getContext());
                        }
                    }
                }
            }
        }
    }
}
