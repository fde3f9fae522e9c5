package main

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// clone copies a data object by writing and reading its XML, so that the copy
// shares nothing with the original.
func clone[T any](src *T) *T {
	dst := new(T)
	b, err := xml.Marshal(src)
	if err == nil {
		decoder := xml.NewDecoder(bytes.NewReader(b))
		decoder.TypeFunc = types.TypeFunc()
		err = decoder.Decode(dst)
	}
	if err != nil {
		panic(err) // a vim25 data object can always be written and read
	}
	return dst
}

// merge assigns to dst every field of src that is set: vCenter applies a
// specification incrementally, and an unset field leaves what is there.
// Fields that the schema requires (no omitempty in the tag) are always set.
func merge(dst, src reflect.Value) {
	for i := range src.NumField() {
		field, d, s := src.Type().Field(i), dst.Field(i), src.Field(i)
		switch s.Kind() {
		case reflect.Struct:
			merge(d, s)
		case reflect.Pointer:
			switch {
			case s.IsNil():
			case s.Elem().Kind() == reflect.Struct && !d.IsNil():
				merge(d.Elem(), s.Elem())
			default:
				d.Set(s)
			}
		case reflect.Interface:
			switch {
			case s.IsNil():
			case !d.IsNil() && d.Elem().Type() == s.Elem().Type() && s.Elem().Kind() == reflect.Pointer:
				merge(d.Elem().Elem(), s.Elem().Elem())
			default:
				d.Set(s)
			}
		case reflect.Slice:
			if s.Len() == 0 {
				continue
			}
			if options, ok := s.Interface().([]types.BaseOptionValue); ok {
				d.Set(reflect.ValueOf(mergeOptions(d.Interface().([]types.BaseOptionValue), options)))
			} else {
				d.Set(s)
			}
		default:
			if !s.IsZero() || !strings.Contains(field.Tag.Get("xml"), "omitempty") {
				d.Set(s)
			}
		}
	}
}

// mergeOptions merges advanced options by key; an empty value removes one.
func mergeOptions(old, changes []types.BaseOptionValue) []types.BaseOptionValue {
	out := append([]types.BaseOptionValue(nil), old...)
	for _, change := range changes {
		key := change.GetOptionValue().Key
		kept := out[:0]
		for _, o := range out {
			if o.GetOptionValue().Key != key {
				kept = append(kept, o)
			}
		}
		out = kept
		if change.GetOptionValue().Value != "" {
			out = append(out, change)
		}
	}
	return out
}

// mergeInto is merge for two pointers to the same struct type.
func mergeInto[T any](dst, src *T) {
	merge(reflect.ValueOf(dst).Elem(), reflect.ValueOf(src).Elem())
}
