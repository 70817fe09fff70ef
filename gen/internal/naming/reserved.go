package naming

import (
	"go/token"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// isReserved reports whether a name must not be used for a local variable: keywords,
// predeclared names, and packages that generated code imports.
func isReserved(name string) bool {
	return token.IsKeyword(name) || slices.Contains(predeclared, name) || slices.Contains(reserved, name)
}

// NotAName is the reason for which a text that is not an identifier cannot name a package.
const NotAName = "it is no name"

// NoPackage returns the reason for which a package, and its folder, must not have a name,
// or "". Files that import such a package would have to rename it.
func NoPackage(name string) string {
	switch name {
	case "main", "documentation", "testdata", "vendor":
		return "go build does not take it for a package to import"
	case "init":
		return "no file can import it under its name"
	}
	switch {
	case !token.IsIdentifier(name) || strings.HasPrefix(name, "_") || strings.HasSuffix(name, "_test"):
		return NotAName
	case slices.Contains(predeclared, name):
		return "Go itself has that name"
	case slices.Contains(library, name):
		return "Go's library has a package of that name"
	case IsDevice(name):
		return "Windows has no folder of that name"
	}
	return ""
}

// IsDevice reports whether Windows treats a name, with any extension, as a device, or drops
// its end.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
func IsDevice(file string) bool {
	if strings.HasSuffix(file, ".") || strings.HasSuffix(file, " ") {
		return true
	}
	base, _, _ := strings.Cut(file, ".")
	base = strings.ToLower(strings.TrimRight(base, " "))
	if port, ok := strings.CutPrefix(base, "com"); ok {
		return isPort(port)
	}
	if port, ok := strings.CutPrefix(base, "lpt"); ok {
		return isPort(port)
	}
	return slices.Contains([]string{"con", "prn", "aux", "nul", "conin$", "conout$"}, base)
}

func isPort(s string) bool {
	return slices.Contains([]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"}, s)
}

// predeclared are https://go.dev/ref/spec#Predeclared_identifiers.
var predeclared = []string{
	"any", "append", "bool", "byte", "cap", "clear", "close", "comparable",
	"complex", "complex128", "complex64", "copy", "delete", "error", "false",
	"float32", "float64", "imag", "int", "int16", "int32", "int64", "int8",
	"iota", "len", "make", "max", "min", "new", "nil", "panic", "print",
	"println", "real", "recover", "rune", "string", "true", "uint", "uint16",
	"uint32", "uint64", "uint8", "uintptr",
}

// library has the last path elements of Go's packages.
var library = []string{
	"adler32", "aes", "ascii85", "asn1", "ast", "atomic", "base32", "base64",
	"big", "binary", "bits", "bufio", "build", "buildinfo", "bytes", "bzip2",
	"cgi", "cgo", "cipher", "cmp", "cmplx", "color", "comment", "constant",
	"constraint", "context", "cookiejar", "coverage", "crc32", "crc64",
	"crypto", "cryptotest", "csv", "debug", "des", "doc", "draw", "driver",
	"dsa", "dwarf", "ecdh", "ecdsa", "ed25519", "elf", "elliptic", "embed",
	"encoding", "errors", "exec", "expvar", "fcgi", "filepath", "fips140",
	"flag", "flate", "fmt", "fnv", "format", "fs", "fstest", "gif", "gob",
	"gosym", "gzip", "hash", "heap", "hex", "hkdf", "hmac", "hpke", "html",
	"http", "httptest", "httptrace", "httputil", "image", "importer", "io",
	"iotest", "ioutil", "iter", "jpeg", "json", "jsonrpc", "list", "log", "lzw",
	"macho", "mail", "maphash", "maps", "math", "md5", "metrics", "mime",
	"mlkem", "mlkemtest", "multipart", "net", "netip", "os", "palette", "parse",
	"parser", "path", "pbkdf2", "pe", "pem", "pkix", "plan9obj", "plugin",
	"png", "pprof", "printer", "quick", "quotedprintable", "race", "rand",
	"rc4", "reflect", "regexp", "ring", "rpc", "rsa", "runtime", "scanner",
	"sha1", "sha256", "sha3", "sha512", "signal", "slices", "slog", "slogtest",
	"smtp", "sort", "sql", "strconv", "strings", "structs", "subtle",
	"suffixarray", "sync", "synctest", "syntax", "syscall", "syslog",
	"tabwriter", "tar", "template", "testing", "textproto", "time", "tls",
	"token", "trace", "types", "tzdata", "unicode", "unique", "unsafe", "url",
	"user", "utf16", "utf8", "version", "weak", "x509", "xml", "zip", "zlib",
}

// reserved has the names that generated code uses for something else.
var reserved = []string{
	// Packages.
	"awscdk", "awsec2", "awsemr", "awsiam", "awskms", "awss3", "bytes",
	"constructs",
	"fmt", "json", "jsii", "maps", "slices", "strconv", "strings", "testing",
	// Names that go vet and readers would misunderstand.
	"init", "main",
}

// skipped has the endings of file names that go build skips, always or on most platforms.
var skipped = []string{
	"test",
	"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios",
	"js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1",
	"windows", "zos",
	"386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64",
	"mips", "mips64", "mips64le", "mips64p32", "mips64p32le", "mipsle", "ppc",
	"ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
	"wasm",
}

func set(names ...string) map[string]bool {
	return lists.Set(names)
}
