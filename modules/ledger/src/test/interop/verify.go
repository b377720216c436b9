// Verifies an export file with the Go project's own note and Merkle tree code, none of ours:
//
//	apt-get install golang-go golang-golang-x-mod-dev
//	cd modules/ledger/src/test/interop
//	GO111MODULE=off GOPATH=/usr/share/gocode go run verify.go ../resources/export/untouched.silobridge-ledger VKEY
//
// Not part of the build. VKEY is in ../resources/export/README.md.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: verify FILE VKEY")
	}
	file, err := os.ReadFile(os.Args[1])
	check(err)
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	body, end, found := bytes.Cut(file, []byte("\n\n"))
	if !found {
		log.Fatal("no empty line before the final checkpoint")
	}

	tree := &memory{}
	for _, line := range strings.Split(string(body), "\n")[1:] {
		columns := strings.SplitN(line, "\t", 3)
		if columns[0] == "checkpoint" {
			signed, err := base64.StdEncoding.DecodeString(columns[1])
			check(err)
			tree.hold(signed, verifier)
			continue
		}
		tree.add([]byte(columns[2]))
	}
	tree.hold(end, verifier)
	fmt.Printf("verified: %d entries, %d checkpoints\n", tree.size, tree.checkpoints)
}

// memory is a tree with all its stored hashes.
type memory struct {
	size        int64
	checkpoints int
	hashes      []tlog.Hash
}

func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		read[i] = m.hashes[index]
	}
	return read, nil
}

func (m *memory) add(entry []byte) {
	more, err := tlog.StoredHashes(m.size, entry, m)
	check(err)
	m.hashes = append(m.hashes, more...)
	m.size++
}

// hold ends the program unless the note is signed, and over the tree as it is.
func (m *memory) hold(signed []byte, verifier note.Verifier) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[1] != strconv.FormatInt(m.size, 10) {
		log.Fatalf("not a checkpoint of %s at %d: %q", verifier.Name(), m.size, opened.Text)
	}
	root, err := tlog.TreeHash(m.size, m)
	check(err)
	if root.String() != lines[2] {
		log.Fatalf("the entries lead to %s, signed is %s", root, lines[2])
	}
	m.checkpoints++
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
