package org.silobridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.ledger.SignedNote.Verdict;

/** C2SP signed-note and tlog-checkpoint. */
class SignedNoteTest {

    @Test
    void verifiesThePublishedVector() throws IOException, MalformedException {
        var vector = new ObjectMapper().readTree(SignedNoteTest.class.getResource("/vectors/signed-note.json"));
        var key = NoteVerifier.parse(vector.get("vkey").asText());
        var text = vector.get("text").asText();
        var note = text + "\n" + vector.get("signatureLine").asText() + "\n";
        var parsed = SignedNote.parse(note);
        assertThat(parsed.verify(List.of(key))).isEqualTo(Verdict.SIGNED);
        assertThat(parsed.toString()).isEqualTo(note);
        assertThat(SignedNote.parse(note.replace("example message", "Example message"))
                        .verify(List.of(key)))
                .isEqualTo(Verdict.BAD_SIGNATURE);
    }

    @Test
    void ignoresUnknownKeysAndRejectsAKnownKeyWhoseSignatureIsWrong() throws Exception {
        var ours = signer("ours");
        var theirs = signer("theirs");
        var note = new SignedNote(
                "hello\n",
                List.of(
                        theirs.sign("hello\n").signatures().get(0),
                        ours.sign("hello\n").signatures().get(0)));
        assertThat(note.verify(List.of(ours.verifier()))).isEqualTo(Verdict.SIGNED);
        assertThat(note.verify(List.of(signer("others").verifier()))).isEqualTo(Verdict.UNKNOWN_KEY);
        var wrong = new SignedNote(
                "hello\n",
                List.of(
                        theirs.sign("good bye\n").signatures().get(0),
                        ours.sign("hello\n").signatures().get(0)));
        assertThat(wrong.verify(List.of(ours.verifier()))).isEqualTo(Verdict.SIGNED);
        assertThat(wrong.verify(List.of(ours.verifier(), theirs.verifier()))).isEqualTo(Verdict.BAD_SIGNATURE);
    }

    @Test
    void aKeyOfTheSameNameIsStillAnotherKey() throws Exception {
        var note = signer("ours").sign("hello\n");
        assertThat(note.verify(List.of(signer("ours").verifier()))).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void acceptsManySignatures() throws Exception {
        var signatures = new ArrayList<SignedNote.Signature>();
        for (int i = 0; i < 20; i++) {
            signatures.addAll(signer("witness-" + i).sign("hello\n").signatures());
        }
        var last = signer("ours");
        signatures.addAll(last.sign("hello\n").signatures());
        var note = SignedNote.parse(new SignedNote("hello\n", signatures).toString());
        assertThat(note.verify(List.of(last.verifier()))).isEqualTo(Verdict.SIGNED);
    }

    @Test
    void splitsAtTheLastEmptyLine() throws Exception {
        var signer = signer("ours");
        var text = "one\n\n— looks like a signature\n\ntwo\n";
        var note = SignedNote.parse(signer.sign(text).toString());
        assertThat(note.text()).isEqualTo(text);
        assertThat(note.verify(List.of(signer.verifier()))).isEqualTo(Verdict.SIGNED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n— ours AAAAAAAA",
                "text\n\n- ours AAAAAAAA\n",
                "text\n\n— ours AAAA\n",
                "text\n\n— ours AAAAAAA\n",
                "text\n\n— ours AAAAAAAB==\n",
                "text\n\n— ou+rs AAAAAAAA\n",
                "text\n\n—  AAAAAAAA\n",
                "text\n\n— ours AAAAAAAA extra\n",
                "te\txt\n\n— ours AAAAAAAA\n",
                "te\rxt\n\n— ours AAAAAAAA\n"
            })
    void refusesWhatIsNoNote(String note) {
        assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesAVerifierKeyThatWasNotCopiedWhole() throws Exception {
        var vkey = signer("ours").verifier().toString();
        assertThat(NoteVerifier.parse(vkey).toString()).isEqualTo(vkey);
        assertThatThrownBy(() -> NoteVerifier.parse(vkey.replace("ours", "our")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("key id");
        assertThatThrownBy(() -> NoteVerifier.parse("ours")).isInstanceOf(MalformedException.class);
    }

    @Test
    void readsACheckpointOnlyAsItIsWritten() throws MalformedException {
        var checkpoint = new Checkpoint("example.org/ledger", 12, Hash.sha256());
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
        for (var text : List.of(
                checkpoint.text().replace("12", "012"),
                checkpoint.text().replace("12", "-12"),
                checkpoint.text() + "extension\n",
                checkpoint.text().strip(),
                "\n12\n" + Hash.sha256() + "\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(MalformedException.class);
        }
    }

    static NoteSigner signer(String name) throws NoSuchAlgorithmException, MalformedException {
        return new NoteSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }
}
